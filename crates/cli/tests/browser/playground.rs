//! What an author does: edit, see the fault at its line, mend it, see the value, ask why, filter, save.

use crate::browser::Browser;
use crate::served::{MAPPING, Served};
use conformance::skipped;

/// Puts the cursor behind a text of the mapping.
fn cursor_behind(browser: &mut Browser, text: &str) {
    browser.value(&format!(
        "(() => {{ const area = document.querySelector('#mapping textarea'); area.focus(); \
         const at = area.value.indexOf({text:?}) + {text:?}.length; area.setSelectionRange(at, at); }})()"
    ));
}

fn idle(browser: &mut Browser) {
    // A key waits a moment before it is sent.
    std::thread::sleep(std::time::Duration::from_millis(250));
    browser.until("document.body.dataset.state === 'idle'");
}

#[test]
fn an_author_edits_mends_asks_why_filters_and_saves() {
    let served = Served::start();
    let Some(mut browser) = Browser::open(&format!("{}?editor=plain", served.address)) else {
        return;
    };
    assert_eq!(
        browser.value("document.querySelector('#mapping textarea').value"),
        MAPPING
    );
    assert!(
        browser.text("#problems").contains("No faults"),
        "{}",
        browser.text("#problems")
    );
    assert!(
        browser.text("#records").contains("Renewal"),
        "{}",
        browser.text("#records")
    );
    // A reply's text is a text, whatever stands in it.
    assert!(browser.text("#records").contains("<b>Quarry Lane</b>"));
    browser.picture("light");

    // A fault is told at its line while it is typed.
    cursor_behind(&mut browser, "records");
    browser.type_text("s");
    browser.until("document.querySelector('#problems').innerText.includes('did you mean')");
    let marked = browser.value("document.querySelector('#mapping .gutter .error').textContent");
    assert_eq!(marked, "16");
    assert!(browser.text("#records").contains("Mend the mapping"));
    browser.picture("fault");
    browser.click("#problems button");
    let line = "document.querySelector('#mapping textarea')";
    let line = format!("{line}.value.slice(0, {line}.selectionStart).split('\\n').length");
    assert_eq!(browser.value(&line), 16, "a click leads to the fault");

    // Mended by a click, and a new line of the mapping fills its field.
    browser.click("#problems .mend");
    browser.until("document.querySelector('#problems').innerText.includes('No faults')");
    assert_eq!(
        browser.value("document.querySelector('#mapping textarea').value"),
        MAPPING
    );
    cursor_behind(&mut browser, "created_at: $.made");
    browser.press("Enter");
    browser.type_text("content: $.kind");
    browser.until("document.querySelector('.record [data-field=content] .value')?.innerText === 'VISIT' || \
                   document.querySelector('.record [data-field=content] .value')?.innerText === 'CALL'");

    // Why a value is what it is: its line of the mapping, and the warning that it left.
    idle(&mut browser);
    browser.click(".record:nth-of-type(2) [data-field=created_at]");
    browser.until("!document.querySelector('#why').hidden");
    let why = browser.text("#why");
    assert!(
        why.contains("created_at") && why.contains("$.made") && why.contains("line 22"),
        "{why}"
    );
    assert!(
        why.contains("yesterday") || why.contains("no time"),
        "{why}"
    );
    assert_eq!(
        browser.value("document.querySelector('#mapping .gutter .lit').textContent"),
        "22"
    );
    browser.picture("why");
    browser.press("Escape");
    browser.until("document.querySelector('#why').hidden");

    // A query, and what becomes of each of its filters.
    browser.value("(() => { const query = document.querySelector('#query'); query.focus(); query.select(); })()");
    browser.type_text("owner[id]=31&engagement_type=call");
    browser.until("document.querySelectorAll('#filters li').length === 2");
    let filters = browser.text("#filters");
    assert!(
        filters.contains("the vendor applies it") && filters.contains("checked here"),
        "{filters}"
    );
    browser.until("document.querySelectorAll('.record').length === 1");
    browser.click("#tab-requests");
    let request = browser.text("#requests");
    assert!(
        request.contains("GET https://api.acme.example/v2/calls")
            && request.contains("owner_id = 31"),
        "{request}"
    );
    browser.picture("request");
    browser.click("#tab-support");
    let support = browser.text("#support");
    assert!(
        support.contains("engagement_type") && support.contains("created_at"),
        "{support}"
    );

    // The corpus against the mapping as it is typed; by keys alone.
    browser.press("ArrowRight");
    browser.until("document.querySelector('#corpus').innerText.includes('1 case')");
    let corpus = browser.text("#corpus");
    assert!(
        corpus.contains("two-calls") && corpus.contains(r#""subject":"Renewal""#),
        "{corpus}"
    );
    browser.picture("corpus");

    // Saved to the file that it came from, and only then.
    assert_eq!(served.kept(), MAPPING);
    browser.click("#save");
    browser.until("document.querySelector('#about').innerText === 'Saved.'");
    assert!(
        served.kept().contains("content: $.kind"),
        "{}",
        served.kept()
    );
    browser.scheme("dark");
    browser.click("#tab-records");
    browser.picture("dark");
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
}

#[test]
fn the_larger_editor_marks_faults_and_lights_lines() {
    let served = Served::start();
    let Some(mut browser) = Browser::open(&served.address) else {
        return;
    };
    if browser.value("document.querySelector('#mapping').shadowRoot === null") == true {
        skipped("it needs the larger editor: `cargo xtask editor`, and a build after it");
        return;
    }
    let inside = "document.querySelector('#mapping').shadowRoot";
    let text = format!("{inside}.querySelector('.cm-content')");
    assert!(
        browser
            .value(&format!("{text}.innerText"))
            .as_str()
            .unwrap()
            .starts_with("# Acme's calls.")
    );
    browser.picture("larger");
    browser.value(&format!("{text}.focus()"));
    browser.type_text("x");
    browser.until("document.querySelector('#problems button')");
    browser.until(&format!("{inside}.querySelector('.cm-lint-marker-error')"));
    browser.picture("larger-fault");
    browser.press("Backspace");
    browser.until("document.querySelector('#problems').innerText.includes('No faults')");
    idle(&mut browser);
    browser.click("[data-field=subject]");
    browser.until(&format!(
        "{inside}.querySelector('.cm-lit')?.innerText.includes('subject: $.title')"
    ));
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
}
