//! Times as vendors write them, each with the instant it means.

use super::{TimeForm, unified_text, zone};
use crate::json::{Json, json};

fn read(form: &str, value: &Json, in_zone: Option<&str>) -> Result<String, String> {
    let zone = in_zone.map(|name| zone(name).unwrap());
    TimeForm::parse(form)
        .unwrap()
        .read(value, zone.as_ref())
        .map(unified_text)
}

#[test]
fn instants_are_read() {
    let cases: &[(&str, Json, &str)] = &[
        (
            "rfc3339",
            json!("2020-06-24T17:00:00Z"),
            "2020-06-24T17:00:00Z",
        ),
        (
            "rfc3339",
            json!("2020-06-24t17:00:00.25z"),
            "2020-06-24T17:00:00.250Z",
        ),
        (
            "rfc3339",
            json!("2020-06-24 17:00:00+02:00"),
            "2020-06-24T15:00:00Z",
        ),
        (
            "rfc3339",
            json!("2020-06-24T17:00:00-05:30"),
            "2020-06-24T22:30:00Z",
        ),
        (
            "rfc3339",
            json!("2020-06-24T17:00:00.123456789Z"),
            "2020-06-24T17:00:00.123Z",
        ),
        (
            "rfc3339",
            json!("2020-06-24T17:00:00.0001Z"),
            "2020-06-24T17:00:00Z",
        ),
        (
            "rfc3339",
            json!("2016-12-31T23:59:60Z"),
            "2016-12-31T23:59:59Z",
        ),
        (
            "rfc3339",
            json!("1969-12-31T23:59:59.999Z"),
            "1969-12-31T23:59:59.999Z",
        ),
        ("unix_s", json!(1_600_000_000), "2020-09-13T12:26:40Z"),
        ("unix_s", json!("1600000000"), "2020-09-13T12:26:40Z"),
        ("unix_s", json!("1600000000.25"), "2020-09-13T12:26:40.250Z"),
        ("unix_s", json!(0), "1970-01-01T00:00:00Z"),
        ("unix_s", json!(-1), "1969-12-31T23:59:59Z"),
        (
            "unix_ms",
            json!(1_600_000_000_001_u64),
            "2020-09-13T12:26:40.001Z",
        ),
        (
            "unix_ms",
            json!("1600000000001"),
            "2020-09-13T12:26:40.001Z",
        ),
        ("date", json!("2020-02-29"), "2020-02-29T00:00:00Z"),
        (
            "%Y-%m-%dT%H:%M:%S%.f%z",
            json!("2020-06-24T17:00:00.000+0000"),
            "2020-06-24T17:00:00Z",
        ),
        (
            "%Y-%m-%dT%H:%M:%S%.f%z",
            json!("2020-06-24T17:00:00.5-0700"),
            "2020-06-25T00:00:00.500Z",
        ),
        (
            "%Y-%m-%dT%H:%M:%S%.f%z",
            json!("2020-06-24T17:00:00+0000"),
            "2020-06-24T17:00:00Z",
        ),
        ("%s", json!("1600000000"), "2020-09-13T12:26:40Z"),
    ];
    for (form, value, expected) in cases {
        assert_eq!(
            read(form, value, None).as_deref(),
            Ok(*expected),
            "{form} {value}"
        );
    }
}

#[test]
fn local_times_need_a_zone() {
    let local = json!("2020-06-24T17:00:00");
    assert_eq!(
        read("rfc3339", &local, None),
        Err("`2020-06-24T17:00:00` has no offset from UTC; name its `zone`".to_owned())
    );
    let brussels = Some("Europe/Brussels");
    let cases = [
        ("rfc3339", "2020-06-24T17:00:00", "2020-06-24T15:00:00Z"),
        ("rfc3339", "2020-01-24T17:00:00", "2020-01-24T16:00:00Z"),
        ("rfc3339", "2020-01-24T17:00:00Z", "2020-01-24T17:00:00Z"),
        // Clocks go forward at 02:00, so 02:30 is not on the clock: the later reading.
        ("rfc3339", "2020-03-29T02:30:00", "2020-03-29T01:30:00Z"),
        // Clocks go back at 03:00, so 02:30 is there twice: the earlier reading.
        ("rfc3339", "2020-10-25T02:30:00", "2020-10-25T00:30:00Z"),
        ("date", "2020-06-24", "2020-06-23T22:00:00Z"),
        ("%d/%m/%Y %H:%M", "24/06/2020 17:00", "2020-06-24T15:00:00Z"),
        ("%d/%m/%Y", "24/06/2020", "2020-06-23T22:00:00Z"),
    ];
    for (form, text, expected) in cases {
        assert_eq!(
            read(form, &json!(text), brussels).as_deref(),
            Ok(expected),
            "{form} {text}"
        );
    }
    assert!(
        read("%d/%m/%Y %H:%M", &json!("24/06/2020 17:00"), None)
            .unwrap_err()
            .contains("`zone`")
    );
}

#[test]
fn what_is_no_time_is_told() {
    let cases: &[(&str, Json)] = &[
        ("rfc3339", json!("2020-06-24T17:00:00+0000")),
        ("rfc3339", json!("2020-06-24")),
        ("rfc3339", json!("2020-02-30T00:00:00Z")),
        ("rfc3339", json!("2020-06-24T17:00:00.Z")),
        ("rfc3339", json!("2020-06-24T17:00:00Z ago")),
        ("rfc3339", json!("2020-06-24T25:00:00Z")),
        ("rfc3339", json!("2020-06-24T17:00:00+24:00")),
        ("rfc3339", json!("é020-06-24T17:00:00Z")),
        ("rfc3339", json!(1_600_000_000)),
        ("rfc3339", json!("")),
        ("unix_s", json!("soon")),
        ("unix_s", json!(true)),
        ("unix_s", json!(null)),
        ("unix_s", json!("1e300")),
        ("unix_ms", json!("-62167219200001")),
        ("date", json!("2020-06-24T00:00:00Z")),
        ("date", json!("24/06/2020")),
        ("%Y-%m-%d", json!("06/24/2020")),
    ];
    for (form, value) in cases {
        let message = read(form, value, Some("UTC")).unwrap_err();
        assert!(
            message.contains("is no time in the form"),
            "{form} {value}: {message}"
        );
    }
}

#[test]
fn instants_are_written() {
    let instant = "2020-09-13T12:26:40.75Z".parse().unwrap();
    let cases = [
        ("rfc3339", json!("2020-09-13T12:26:40.750Z")),
        ("unix_s", json!(1_600_000_000)),
        ("unix_ms", json!(1_600_000_000_750_u64)),
        ("date", json!("2020-09-13")),
        ("%d/%m/%Y %H:%M", json!("13/09/2020 12:26")),
    ];
    for (form, expected) in cases {
        assert_eq!(
            TimeForm::parse(form).unwrap().write(instant, None),
            expected,
            "{form}"
        );
    }
    let tokyo = zone("Asia/Tokyo").unwrap();
    let form = TimeForm::parse("%H:%M %z").unwrap();
    assert_eq!(form.write(instant, Some(&tokyo)), json!("21:26 +0900"));
    let before = "1969-12-31T23:59:59.5Z".parse().unwrap();
    assert_eq!(TimeForm::UnixSeconds.write(before, None), json!(-1));
}

#[test]
fn words_are_told() {
    let fault = TimeForm::parse("rfc3393").unwrap_err();
    assert_eq!(fault.message, "`rfc3393` is no form of time");
    assert!(
        fault
            .help
            .unwrap()
            .to_string()
            .starts_with("did you mean `rfc3339`?")
    );
    assert!(TimeForm::parse("%Y-%m-%@").is_err());
    assert!(TimeForm::parse("%").is_err());
    assert!(zone("Europe/Atlantis").is_err());
}
