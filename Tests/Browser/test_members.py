"""The list of members: finding, ordering, paging, and who is on it no more."""

import pytest
from playwright.sync_api import expect

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def three(people):
    """Zoe came first, as owner, then Ada and Ben."""
    return people.team("Acme", "/members", Zoe="owner", Ada="admin", Ben="member")


def names(person):
    return person.page.get_by_role("table", name="Members").locator("tbody strong")


def count(person):
    return person.page.locator("#member-count")


def test_search_finds_names_and_addresses(three):
    zoe, _, _ = three
    field = zoe.page.get_by_role("searchbox", name="Search members")
    expect(count(zoe)).to_have_text("3 members")
    for words, found in (("be", "Ben"), ("ADA@EXAMPLE", "Ada")):
        field.fill(words)
        expect(names(zoe)).to_have_text([found])
        expect(count(zoe)).to_have_text("1 member found")
    field.fill("nobody at all")
    zoe.sees("No member matches.")
    zoe.sees("Search for another name or address, or show all roles.")
    expect(count(zoe)).to_have_text("0 members found")
    expect(zoe.page.get_by_role("table", name="Members")).to_have_count(0)
    field.fill("")
    expect(names(zoe)).to_have_text(["Ada", "Ben", "Zoe"])


def test_one_role_can_be_shown(three):
    zoe, _, _ = three
    roles = zoe.page.get_by_label("Show", exact=True)
    roles.select_option(label="Admin")
    expect(names(zoe)).to_have_text(["Ada"])
    expect(count(zoe)).to_have_text("1 member found")
    roles.select_option(label="Viewer")
    zoe.sees("No member matches.")
    roles.select_option(label="All roles")
    expect(count(zoe)).to_have_text("3 members")


def test_headings_sort_both_ways(three):
    zoe, _, _ = three
    for heading, up in (("Joined", ["Zoe", "Ada", "Ben"]), ("Member", ["Ada", "Ben", "Zoe"])):
        column = zoe.page.get_by_role("columnheader", name=heading)
        for direction, order in (("ascending", up), ("descending", up[::-1])):
            column.get_by_role("button").click()
            expect(names(zoe)).to_have_text(order)
            expect(column).to_have_attribute("aria-sort", direction)
            expect(zoe.page.locator("[aria-sort]")).to_have_count(1)
            expect(column.get_by_role("button")).to_be_focused()


def test_a_row_tells_who_one_is(three):
    _, ada, _ = three
    expect(ada.row("Ada")).to_contain_text("ada@example.com")
    expect(ada.page.locator("member-list .badge")).to_have_text(["you"])
    expect(ada.row("Ada")).to_contain_text("you")
    expect(ada.row("Ada").get_by_role("cell").nth(2)).to_have_text("just now")


def test_ones_personal_organization_has_no_one_else(three):
    zoe, _, _ = three
    zoe.switch("Zoe")
    zoe.sees("It has no invitations, you are its only member, and it cannot be left.")
    expect(names(zoe)).to_have_text(["Zoe"])
    expect(zoe.page.get_by_role("searchbox")).to_be_hidden()
    for act in ("Leave", "Remove", "Role of", "Invite people"):
        expect(zoe.page.locator("main").get_by_role("button", name=act)).to_have_count(0)
    zoe.follow("Create an organization to work with others")
    zoe.sees_heading("Create organization")


def test_a_member_is_removed_after_a_question(three):
    zoe, _, ben = three
    ben.watch.excuse("GET /organizations/* 404")
    ben.stamp()
    zoe.press("Remove Ben")
    expect(zoe.dialog("Remove Ben?")).to_contain_text("Ben (ben@example.com) loses access to Acme at once, in every browser.")
    expect(zoe.dialog().get_by_role("button", name="Cancel")).to_be_focused()
    zoe.answers("Cancel")
    expect(zoe.page.get_by_role("button", name="Remove Ben")).to_be_focused()
    zoe.press("Remove Ben")
    zoe.answers("Remove member")
    zoe.is_told("Ben was removed.")
    expect(names(zoe)).to_have_text(["Ada", "Zoe"])
    expect(count(zoe)).to_have_text("2 members")
    expect(count(zoe)).to_be_focused()
    ben.follow("Overview")
    ben.is_told("You are no longer a member of Acme.")
    ben.sees_heading("Ben")
    assert ben.is_same_page()
    ben.open("/o/acme")
    ben.sees_heading("No such organization")


def test_someone_whom_another_removed_first_is_gone_too(three):
    zoe, ada, _ = three
    ada.press("Remove Ben")
    zoe.press("Remove Ben")
    zoe.answers("Remove member")
    expect(names(zoe)).to_have_text(["Ada", "Zoe"])
    ada.answers("Remove member")
    ada.is_told("Ben was removed.")
    expect(names(ada)).to_have_text(["Ada", "Zoe"])


def test_one_leaves_by_ones_own_row(three):
    zoe, _, ben = three
    ben.row("Ben").get_by_role("button", name="Leave").click()
    expect(ben.dialog("Leave Acme?")).to_contain_text("To come back you need a new invitation.")
    ben.answers("Leave organization")
    ben.is_told("You have left Acme.")
    ben.sees_heading("Ben")
    zoe.page.reload()
    expect(names(zoe)).to_have_text(["Ada", "Zoe"])


def test_the_only_owner_is_told_why_not_before_trying(three):
    zoe, _, _ = three
    sent = []
    zoe.page.on("request", lambda request: sent.append(request.method))
    zoe.row("Zoe").get_by_role("button", name="Leave").click()
    expect(zoe.dialog("You are the only owner")).to_contain_text("Make another member an owner first; then you can go.")
    zoe.answers("Got it")
    expect(zoe.row("Zoe").get_by_role("button", name="Leave")).to_be_focused()
    zoe.follow("Settings")
    zoe.sees("Acme needs at least one owner, so you cannot leave it yet.")
    expect(zoe.page.get_by_role("button", name="Leave organization")).to_have_count(0)
    assert set(sent) == {"GET"}


def test_a_missing_page_leads_back_to_where_one_was(three):
    zoe, _, _ = three
    zoe.open("/o/nobodys")
    expect(zoe.page.get_by_role("main").get_by_role("link")).to_have_text(["Go to Acme", "Go to Zoe"])


def test_markup_in_names_is_text(people):
    ada, ben = people(HOSTILE), people("Ben")
    organization = ada.client.post(
        "/signup", {"name": HOSTILE, "email": "mallory@example.com", "password": "seven pelicans over warm water", "organizationName": HOSTILE}
    ).json["organization"]
    ben.client.sign_up("Ben")
    people.add(ben, organization["id"], "manager", maker=ada)
    for person in (ada, ben):
        person.take_session()
        for path in ("", "/members", "/settings"):
            person.open(f"/o/{organization['slug']}{path}")
            expect(person.page.locator("main")).to_have_attribute("aria-busy", "false")
            expect(person.switcher).to_contain_text(HOSTILE)
            assert person.page.locator("img[src=x]").count() == 0
        assert HOSTILE in person.members()
        person.open_switcher()
        expect(person.page.get_by_role("option", name=HOSTILE).first).to_be_visible()
        person.page.keyboard.press("Escape")
        person.open("/account")
        person.sees_heading("Account")
        assert person.page.locator("img[src=x]").count() == 0
    ada.open(f"/o/{organization['slug']}/members")
    ada.press("Remove Ben")
    expect(ada.dialog()).to_contain_text(HOSTILE)
    assert ada.page.locator("img[src=x]").count() == 0


ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def account_id(number):
    """A TypeID: a UUIDv7 of that number in 26 digits of base32."""
    value = (1_700_000_000_000 + number) << 80 | 0x7000 << 64 | 0x8000 << 48 | number
    return "acc_" + "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


def crowd(people, slug, size):
    """Lets that many people more into an organization, all at once: Person 00001 and so on, and Zuletzt Zoë as the last."""
    people_there = [(account_id(number), f"Person {number:05}") for number in range(1, size)] + [(account_id(size), "Zuletzt Zoë")]
    rows = [(one, f"{one}@example.com", name, name.lower()) for one, name in people_there]
    with people.stopped_database() as database:
        database.executemany(
            "INSERT INTO account (id, email, email_key, name, name_key, language, password_hash, created_at)"
            " VALUES (?1, ?2, ?2, ?3, ?4, 'en', '', 1)", rows,
        )
        database.execute(
            "INSERT INTO membership (organization_id, account_id, role, name_key, joined_at)"
            " SELECT organization.id, account.id, 'member', account.name_key, 1700000000000 FROM account, organization"
            " WHERE account.password_hash = '' AND organization.slug = ?", [slug],
        )


def test_ten_thousand_members_come_fifty_at_a_time(people):
    (ada,) = people.team("Acme", Ada="owner")
    crowd(people, "acme", 9_999)
    answers, heaviest = [], 0
    ada.page.on("response", lambda answer: "/members?" in answer.url and answers.append(answer))
    pages = ada.page.get_by_role("navigation", name="Pages of members")
    previous, following = (pages.get_by_role("button", name=name) for name in ("Previous", "Next"))

    def sees(first, status=None, rows=50, requests=1):
        nonlocal heaviest
        expect(names(ada).first).to_have_text(first)
        expect(names(ada)).to_have_count(rows)
        if status:
            expect(pages.get_by_role("status")).to_have_text(status)
        ada.settle()
        assert len(answers) == requests
        heaviest = max(heaviest, *(len(answer.body()) for answer in answers))
        answers.clear()

    ada.follow("Members")
    sees("Ada", "1–50 of 10,000", requests=2)  # the list, and how many owners there are
    expect(count(ada)).to_have_text("10,000 members")
    expect(previous).to_be_disabled()
    following.click()
    sees("Person 00050", "51–100 of 10,000")
    following.click()
    sees("Person 00100", "101–150 of 10,000")
    previous.click()
    sees("Person 00050", "51–100 of 10,000")
    ada.page.get_by_role("columnheader", name="Member").get_by_role("button").click()
    sees("Zuletzt Zoë", "1–50 of 10,000")
    field = ada.page.get_by_role("searchbox")
    field.fill("zoë")
    sees("Zuletzt Zoë", rows=1)
    expect(pages).to_have_count(0)
    field.fill("person 09")
    sees("Person 09998", "1–50 of 999")
    assert heaviest < 64 * 1024
