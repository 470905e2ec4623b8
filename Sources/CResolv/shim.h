#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>

/* An IPv6 server stands apart, in memory that closing frees. */
static inline int cresolv_ask(struct __res_state *state, const struct sockaddr *server) {
    state->nscount = 1;
    if (server->sa_family == AF_INET) {
        memcpy(&state->nsaddr_list[0], server, sizeof(struct sockaddr_in));
        return 0;
    }
    if (!state->_u._ext.nsaddrs[0]) state->_u._ext.nsaddrs[0] = (struct sockaddr_in6 *)malloc(sizeof(struct sockaddr_in6));
    if (!state->_u._ext.nsaddrs[0]) return -1;
    memcpy(state->_u._ext.nsaddrs[0], server, sizeof(struct sockaddr_in6));
    memset(&state->nsaddr_list[0], 0, sizeof state->nsaddr_list[0]);
    return 0;
}

/* Asks for TXT records; `server` null asks those that the system names. Swift can't say this: to it the state has the name of a function,
   and a union in it. Answers the length of the answer, or -1 and why in `reason` (an h_errno). */
static inline int cresolv_texts(
    const char *name, const struct sockaddr *server, int patience, int attempts, unsigned char *answer, int size, int *reason
) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    *reason = TRY_AGAIN;
    if (res_ninit(&state) != 0) return -1;
    state.retrans = patience;
    state.retry = attempts;
    state.options |= RES_USE_EDNS0 | RES_IGNTC; /* over TCP it would wait without end */
    int length = server && cresolv_ask(&state, server) != 0 ? -1 : res_nquery(&state, name, 1 /* IN */, 16 /* TXT */, answer, size);
    /* One that was cut off says of nothing that it isn't there. */
    if (length < 0) *reason = answer[2] & 2 ? TRY_AGAIN : state.res_h_errno;
    res_nclose(&state);
    return length;
}
