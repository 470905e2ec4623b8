"""The sentence that everything else hangs on."""

from playwright.sync_api import expect


def test_two_people_two_organizations_and_a_crash(people, server):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    ben.join(ada.make_link(), "Acme")
    assert ben.members() == ["Ada", "Ben"]
    ada.page.reload()
    assert ada.members() == ["Ada", "Ben"]

    ben.make_organization("Borealis")
    ben.stamp()
    for name in ("Acme", "Borealis", "Ben", "Acme", "Borealis"):
        ben.switch(name)
        ben.sees_heading(name)
    assert ben.path == "/o/borealis"
    ben.follow("Members")
    ben.sees_heading("Members")
    assert ben.listed_members() == ["Ben"]
    ben.switch("Acme")
    expect(ben.page).to_have_url(server.origin + "/o/acme/members")
    expect(ben.page.get_by_role("table", name="Members").locator("tbody tr")).to_have_count(2)
    ben.switch("Borealis")
    assert ben.is_same_page()

    people.server_goes_away()  # whatever a page is asking for at that moment breaks off
    server.kill()
    server.start()

    for person, organization in ((ada, "Acme"), (ben, "Borealis")):
        person.open("/")
        person.sees_heading(organization)
        expect(person.switcher).to_contain_text(organization)
    ben.switch("Acme")
    assert sorted(ben.members()) == ["Ada", "Ben"]


def test_a_server_that_is_away_for_a_moment_costs_nothing(people, server):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.stamp()
    people.server_goes_away()
    server.kill()
    ada.follow("Members")
    ada.sees("The server could not be reached")
    server.start()
    ada.follow("Overview")
    ada.sees_heading("Acme")
    assert ada.is_same_page()


def test_back_and_forward_follow_the_organization(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.make_organization("Borealis")
    ada.follow("Members")
    ada.sees_heading("Members")
    ada.switch("Acme")
    ada.page.go_back()
    expect(ada.switcher).to_contain_text("Borealis")
    ada.page.go_forward()
    expect(ada.switcher).to_contain_text("Acme")
    ada.page.reload()
    ada.sees_heading("Members")
    expect(ada.switcher).to_contain_text("Acme")


def test_two_tabs_in_two_organizations_each_keep_theirs(people):
    ada = people("Ada")
    ada.sign_up(organization="Acme")
    ada.make_organization("Borealis")
    first, second = ada.page, ada.new_tab()
    ada.turn_to(second)
    ada.open("/o/acme")
    ada.sees_heading("Acme")
    for page, name in ((first, "Borealis"), (second, "Acme"), (first, "Borealis")):
        ada.turn_to(page)
        ada.follow("Members")
        ada.sees_heading("Members")
        ada.follow("Overview")
        ada.sees_heading(name)
        expect(ada.switcher).to_contain_text(name)
    ada.turn_to(second)
    ada.follow("Settings")
    ada.sees_heading("Settings")
    ada.fill(Name="Acme and Sons")
    ada.press("Save changes")
    expect(ada.switcher).to_contain_text("Acme and Sons")
    ada.turn_to(first)
    ada.page.reload()
    ada.sees_heading("Borealis")
