"""Two people, three organizations, one crash."""

from support.client import Client, token_in


def test_two_people_share_an_organization_and_a_crash_changes_nothing(server):
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]
    assert (acme["name"], acme["role"], acme["kind"]) == ("Acme", "owner", "team")

    invitation = ada.invite(acme["id"])
    token = token_in(invitation["link"])
    found = Client(server).post("/invitations/lookup", {"token": token}, 200).json
    assert (found["organization"], found["invitedBy"], found["status"]) == (
        {"name": "Acme", "accentColor": None, "logo": None}, {"name": "Ada"}, "pending",
    )

    joined = ben.sign_up("Ben", invitation=token)
    assert (joined["organization"]["id"], joined["organization"]["role"]) == (acme["id"], "member")
    assert ada.member_names(acme["id"]) == ben.member_names(acme["id"]) == ["Ada", "Ben"]

    borealis = ben.post("/organizations", {"name": "Borealis"}, 201).json
    assert ben.me["organization"]["id"] == acme["id"], "making one does not switch"
    for target in (borealis, acme, borealis):
        answered = ben.put("/session/organization", {"organizationId": target["id"]}, 200).json
        assert answered["organization"]["id"] == ben.me["organization"]["id"] == target["id"]
    ada.put("/session/organization", {"organizationId": borealis["id"]}, 404)

    before = ada.me, ben.me
    server.kill()
    server.start()

    assert (ada.me, ben.me) == before
    assert ada.me["organization"]["id"] == acme["id"]
    assert ben.me["organization"]["id"] == borealis["id"]
    assert sorted(item["name"] for item in ben.me["organizations"]) == ["Acme", "Ben", "Borealis"]
    assert ada.member_names(acme["id"]) == ben.member_names(acme["id"]) == ["Ada", "Ben"]
    kept = ada.get(f"/organizations/{acme['id']}/invitations").json["items"]
    assert [(item["id"], item["uses"], item["status"]) for item in kept] == [(invitation["id"], 1, "pending")]


def test_the_organization_used_last_is_the_current_one_after_the_next_login(server):
    ada = Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]
    other = ada.post("/organizations", {"name": "Other"}, 201).json
    ada.put("/session/organization", {"organizationId": other["id"]})
    elsewhere = Client(server)
    assert elsewhere.log_in("Ada")["organization"]["id"] == other["id"]
    assert acme["id"] in {item["id"] for item in elsewhere.me["organizations"]}


def test_a_removed_member_loses_the_organization_with_the_next_request(server):
    ada, ben = Client(server), Client(server)
    acme = ada.sign_up("Ada", organizationName="Acme")["organization"]["id"]
    account = ben.sign_up("Ben", invitation=token_in(ada.invite(acme)["link"]))["user"]["id"]
    ada.delete(f"/organizations/{acme}/members/{account}", 204)
    assert ben.get(f"/organizations/{acme}", 404).code == "not_found"
    assert ben.me["organization"]["kind"] == "personal"
