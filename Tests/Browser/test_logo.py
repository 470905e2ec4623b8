"""An organization's picture: chosen, dropped, seen where the organization is shown, and taken away."""

import pytest
from pictures import as_file, picture
from playwright.sync_api import expect


def mark(person, place):
    return person.page.locator(f"{place} organization-mark")


def sees_picture(person, place, size):
    expect(mark(person, place).locator("img")).to_be_visible()
    assert mark(person, place).locator("img").evaluate("one => one.naturalWidth") == size


def test_a_logo_is_chosen_seen_and_removed(people):
    ada, vera = people.team("Shown", "/settings", Ada1="owner", Vera1="viewer")
    slug = ada.path.split("/")[2]
    expect(ada.page.get_by_role("button", name="Remove logo")).to_be_hidden()
    ada.page.get_by_label("Picture", exact=True).set_input_files(as_file(picture(64)))
    ada.is_told("Saved.")
    sees_picture(ada, "#logo-preview", 64)
    sees_picture(ada, "organization-switcher", 64)
    vera.open(f"/o/{slug}")
    vera.sees_heading("Shown")
    sees_picture(vera, "main .view-head", 64)
    vera.open_switcher()
    sees_picture(vera, f"#organization-popup [data-id='{ada.client.me['organization']['id']}']", 64)

    guest = people("Guest")
    guest.open(ada.client.invite(ada.client.me["organization"]["id"])["link"])
    guest.sees_heading("Join Shown")
    sees_picture(guest, ".emblem", 64)

    ada.press("Remove logo")
    ada.is_told("The logo was removed.")
    expect(ada.page.get_by_label("Picture", exact=True)).to_be_focused()
    expect(mark(ada, "organization-switcher")).to_have_text("S")
    expect(ada.page.get_by_role("button", name="Remove logo")).to_be_hidden()
    assert ada.client.me["organization"]["logo"] is None


def test_a_picture_can_be_dropped(people):
    (ada,) = people.team("Dropped", "/settings", Ada2="owner")
    data = ada.page.evaluate_handle(
        """bytes => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "logo.png", { type: "image/png" }));
          return carried;
        }""",
        list(picture(48)),
    )
    ada.page.dispatch_event("#logo .drop", "dragover", {"dataTransfer": data})
    ada.page.dispatch_event("#logo .drop", "drop", {"dataTransfer": data})
    ada.is_told("Saved.")
    sees_picture(ada, "#logo-preview", 48)


@pytest.mark.parametrize(
    ("content", "type", "message"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "This is no PNG, JPEG or WebP picture."),
        (b"no picture at all", "image/png", "This is no PNG, JPEG or WebP picture."),
        (b"\0" * (256 * 1024 + 1), "image/png", "This file is too large: 256 KB at most."),
        (picture(8), "image/png", "The picture must be 16 to 2048 pixels wide and high."),
    ],
    ids=["svg", "text", "large", "small"],
)
def test_what_is_no_logo_is_told_in_words(people, content, type, message):
    (ada,) = people.team("Refused", "/settings", Ada3="owner")
    ada.page.get_by_label("Picture", exact=True).set_input_files(as_file(content, type))
    expect(ada.page.locator("#logo [role=alert]")).to_have_text(message)
    assert ada.client.me["organization"]["logo"] is None
    ada.page.get_by_label("Picture", exact=True).set_input_files(as_file(picture(16)))
    ada.is_told("Saved.")
    expect(ada.page.locator("#logo [role=alert]")).to_be_empty()
