//! Times, as vendors write them and as they are read.

use super::*;

fn written(time: &Time, at: Timestamp) -> Sent {
    let mut manner = Manner {
        below: &mut |_| 0,
        like: None,
        as_text: false,
    };
    time.inverse(Value::Instant(at), &mut manner).unwrap()
}

#[test]
fn each_form_says_the_instant_that_is_kept() {
    let at: Timestamp = "2026-03-02T10:00:00.500Z".parse().unwrap();
    let in_form =
        |form: &str, zone: Option<TimeZone>| Time::new(TimeForm::parse(form).unwrap(), zone);
    let west = TimeZone::fixed(Offset::from_hours(-7).unwrap());
    let cases: [(Time, Json, &str); 4] = [
        (
            in_form("unix_s", None),
            1_772_445_600.into(),
            "2026-03-02T10:00:00Z",
        ),
        (
            in_form("date", None),
            "2026-03-02".into(),
            "2026-03-02T00:00:00Z",
        ),
        (
            in_form("%Y-%m-%dT%H:%M:%S%.f%z", Some(west)),
            "2026-03-02T03:00:00.500-0700".into(),
            "2026-03-02T10:00:00.500Z",
        ),
        (
            Time::default(),
            "2026-03-02T12:00:00.500+02:00".into(),
            "2026-03-02T10:00:00.500Z",
        ),
    ];
    for (time, json, says) in cases {
        let sent = written(&time, at);
        assert_eq!(sent.json, json);
        assert_eq!(sent.says, Value::Instant(says.parse().unwrap()));
        let read = time.apply(Value::of(&sent.json).unwrap()).unwrap();
        assert_eq!(read, Some(sent.says.clone()), "{}", sent.json);
    }
}

#[test]
fn of_several_forms_the_first_that_fits_is_read() {
    let forms = ["rfc3339", "date", "unix_s"].map(|form| TimeForm::parse(form).unwrap());
    let time = Time {
        forms: forms.to_vec(),
        zone: None,
    };
    let cases: [(Json, &str); 3] = [
        ("2026-03-02T12:00:00+02:00".into(), "2026-03-02T10:00:00Z"),
        ("2026-03-02".into(), "2026-03-02T00:00:00Z"),
        (1_772_445_600.into(), "2026-03-02T10:00:00Z"),
    ];
    for (json, at) in cases {
        let at = Value::Instant(at.parse().unwrap());
        assert_eq!(time.apply(Value::of(&json).unwrap()), Ok(Some(at)));
    }
    let other = Json::from("tomorrow");
    let told = time.apply(Value::of(&other).unwrap()).unwrap_err();
    assert_eq!(told.code, "unreadable_time");
    assert!(
        told.message.contains("none of the forms"),
        "{}",
        told.message
    );
    // As a vendor writes them: what it sends means what is read.
    let at: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
    for turn in 0..3 {
        let mut manner = Manner {
            below: &mut |most| turn.min(most - 1),
            like: None,
            as_text: false,
        };
        let sent = time.inverse(Value::Instant(at), &mut manner).unwrap();
        let read = time.apply(Value::of(&sent.json).unwrap()).unwrap();
        assert_eq!(read, Some(sent.says), "{}", sent.json);
    }
}

#[test]
fn a_moment_is_written_as_it_was_recorded() {
    let at: Timestamp = "2026-06-26T10:30:00Z".parse().unwrap();
    for (text, written) in [
        ("Z", "2026-06-26T10:30:00Z"),
        ("2026-04-07T13:30:00.250Z", "2026-06-26T10:30:00.000Z"),
        (
            "2026-05-20T10:00:00.120000+00:00",
            "2026-06-26T10:30:00.000000+00:00",
        ),
        ("2026-06-11T07:20:31-08:00", "2026-06-26T02:30:00-08:00"),
        ("2026-04-10T11:55:16+05:30", "2026-06-26T16:00:00+05:30"),
        ("yesterday", "2026-06-26T10:30:00Z"),
    ] {
        assert_eq!(rfc3339_like(text, at), written);
    }
}
