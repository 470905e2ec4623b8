"""What an organization's first page tells, and a new team's first steps."""

from playwright.sync_api import expect


def figure(person, name):
    return person.page.locator(".tile").filter(has_text=name).locator("strong")


def newest(person):
    return person.page.get_by_role("region", name="Newest members").locator("li strong")


def steps(person):
    return person.page.get_by_role("region", name="First steps")


def ticked(person):
    return steps(person).locator("s")


def see_overview(person):
    person.follow("Overview")
    expect(person.page.locator("main")).to_have_attribute("aria-busy", "false")


def test_figures_lead_to_what_they_count(people):
    ada, _, cem = people.team("Acme", Ada="owner", Ben="member", Cem="viewer")
    ada.client.invite(ada.client.me["organization"]["id"])
    see_overview(ada)
    expect(ada.page.get_by_text("Team · since")).to_be_visible()
    for name, value in (("Your role", "Owner"), ("People", "3"), ("Pending invitations", "1")):
        expect(figure(ada, name)).to_have_text(value)
    expect(newest(ada)).to_have_text(["Cem", "Ben", "Ada"])
    expect(newest(ada).first.locator("..")).to_contain_text("Viewer · joined just now")
    figure(ada, "People").click()
    ada.sees_heading("Members")

    expect(figure(cem, "Your role")).to_have_text("Viewer")
    cem.sees("Sees the organization and changes nothing.")
    expect(figure(cem, "Pending invitations")).to_have_count(0)
    expect(steps(cem)).to_have_count(0)


def test_first_steps_tick_themselves_off(people):
    ada, ben = people("Ada"), people("Ben")
    ada.sign_up(organization="Acme")
    expect(steps(ada)).to_contain_text("1 of 4 done")
    expect(ticked(ada)).to_have_text(["Create the organization"])
    steps(ada).get_by_role("link", name="Invite somebody").click()
    ada.sees_heading("Members")
    link = ada.show_new_link()
    ada.close_link()
    see_overview(ada)
    expect(steps(ada)).to_contain_text("2 of 4 done")
    expect(ticked(ada)).to_have_text(["Create the organization", "Invite somebody"])

    ben.join(link, "Acme")
    expect(steps(ben)).to_have_count(0)
    see_overview(ada)
    expect(steps(ada)).to_contain_text("3 of 4 done")
    expect(steps(ada).get_by_role("link")).to_have_text(["Name a second owner"])

    steps(ada).get_by_role("link", name="Name a second owner").click()
    ada.choose_role("Ben", "Owner")
    ada.answers("Make owner")
    see_overview(ada)
    expect(figure(ada, "People")).to_have_text("2")
    expect(steps(ada)).to_have_count(0)


def test_first_steps_can_be_hidden(people):
    (ada,) = people.team("Acme", Ada="owner")
    ada.client.post("/organizations", {"name": "Borealis"})
    steps(ada).get_by_role("button", name="Hide first steps").click()
    expect(steps(ada)).to_have_count(0)
    ada.page.reload()
    ada.sees_heading("Acme")
    expect(figure(ada, "People")).to_have_text("1")
    expect(steps(ada)).to_have_count(0)
    ada.switch("Borealis")
    expect(steps(ada)).to_be_visible()


def test_who_may_not_make_owners_has_no_such_step(people):
    ada, ben = people.team("Acme", Ada="owner", Ben="manager")
    expect(steps(ben)).to_have_count(0)  # all are done
    organization = ada.client.me["organization"]["id"]
    ada.client.patch(f"/organizations/{organization}/members/{ben.client.me['user']['id']}", {"role": "owner"})
    ben.client.delete(f"/organizations/{organization}/members/{ada.client.me['user']['id']}")
    see_overview(ben)
    expect(ticked(ben)).to_have_text(["Create the organization", "Invite somebody"])


def test_a_personal_organization_explains_itself(people):
    ada = people("Ada")
    ada.sign_up()
    expect(ada.page.get_by_text("Personal organization · since")).to_be_visible()
    ada.sees("A personal organization belongs to one person: nobody can be invited to it, and it cannot be left.")
    expect(figure(ada, "Your role")).to_have_text("Owner")
    expect(ada.page.locator(".tile")).to_have_count(1)
    expect(steps(ada)).to_have_count(0)
    ada.page.locator("main").get_by_role("link", name="Create organization").click()
    ada.sees_heading("Create organization")
    ada.fill(Name="Acme")
    ada.press("Create organization")
    ada.is_told("Acme is ready.")
    ada.sees_heading("Acme")
    expect(steps(ada)).to_contain_text("1 of 4 done")
