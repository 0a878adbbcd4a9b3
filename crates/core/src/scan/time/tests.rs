//! The quick reading of times and durations, compared with the language's own.

use super::{milliseconds, moment};
use crate::scan::output::Output;
use jiff::tz::TimeZone;
use touchpoint_language::expr::TimeForm;
use touchpoint_language::expr::time::unified_text;
use touchpoint_language::json::Json;
use touchpoint_language::transform::Unit;

/// How many of the texts were read the quick way; each must be read as `expr` reads it.
fn quick(form: &str, texts: &[String]) -> usize {
    quick_in(None, form, texts)
}

fn quick_in(zone: Option<&TimeZone>, form: &str, texts: &[String]) -> usize {
    let form = TimeForm::parse(form).unwrap();
    let read = texts.iter().filter(|text| {
        let Some(quick) = moment(&form, zone, text) else {
            return false;
        };
        let mut written = Output::new(Vec::new());
        quick.write(&mut written);
        let written = String::from_utf8(written.into_bytes()).unwrap();
        let slow = form.read(&Json::from(text.as_str()), zone);
        assert_eq!(
            Ok(written.as_str()),
            slow.as_ref().map(|at| unified_text(*at)).as_deref(),
            "{text}"
        );
        assert_eq!(quick.timestamp(), slow.ok(), "{text}");
        true
    });
    read.count()
}

fn joined(parts: [&[&str]; 4]) -> Vec<String> {
    let [dates, times, fractions, offsets] = parts;
    let mut texts = Vec::new();
    for date in dates {
        for time in times {
            for fraction in fractions {
                texts.extend(
                    offsets
                        .iter()
                        .map(|offset| format!("{date}{time}{fraction}{offset}")),
                );
            }
        }
    }
    texts
}

const DATES: &[&str] = &[
    "1970-01-01",
    "1969-12-31",
    "2024-02-29",
    "2026-02-29",
    "2000-02-29",
    "1900-02-29",
    "2026-12-31",
    "2026-13-01",
    "2026-00-10",
    "2026-06-31",
    "2026-1-01",
    "0000-01-01",
    "0001-01-01",
    "9998-12-31",
    "9999-12-31",
    "1582-10-15",
    "١970-01-01",
];
const TIMES: &[&str] = &[
    "T00:00:00",
    "T23:59:59",
    "T12:34:56",
    "T24:00:00",
    "T23:60:00",
    "T23:59:60",
    "t01:02:03",
    " 01:02:03",
    "T1:02:03",
    "T01:02",
    "",
];
const FRACTIONS: &[&str] = &[
    "",
    ".",
    ".0",
    ".5",
    ".123",
    ".123456789",
    ".1234567891",
    ".000000001",
    ".9999",
];
const OFFSETS: &[&str] = &[
    "", "Z", "z", "+00:00", "-00:00", "+0000", "-0000", "+02:00", "-09:30", "+0530", "-1145",
    "+23:59", "+24:00", "+02:60", "+02", " Z", "ZZ",
];

#[test]
fn times_with_an_offset_are_read_alike() {
    let texts = joined([DATES, TIMES, FRACTIONS, OFFSETS]);
    assert!(quick("rfc3339", &texts) > 1_000);
    assert!(quick("%Y-%m-%dT%H:%M:%S%.f%z", &texts) > 500);
}

#[test]
fn local_times_are_read_alike() {
    let texts = joined([DATES, TIMES, FRACTIONS, OFFSETS]);
    let utc = Some(&TimeZone::UTC);
    for (form, least) in [
        ("rfc3339", 1_000),
        ("%Y-%m-%d %H:%M:%S", 7),
        ("%Y-%m-%dT%H:%M:%S", 20),
        ("%Y-%m-%dT%H:%M:%SZ", 20),
        ("%Y-%m-%d %H:%M:%S%.f", 40),
        ("%Y-%m-%dT%H:%M:%S%.fZ", 100),
    ] {
        let read = quick_in(utc, form, &texts);
        assert!(read >= least, "{form}: {read}");
        let fixed = TimeZone::fixed(jiff::tz::offset(2));
        quick_in(Some(&fixed), form, &texts);
    }
}

#[test]
fn days_are_read_alike() {
    let days: Vec<String> = DATES.iter().map(|date| (*date).to_owned()).collect();
    assert!(quick("date", &days) >= 8);
    let zone = TimeForm::Date;
    assert!(moment(&zone, Some(&TimeZone::UTC), "2026-01-31").is_none());
    // Every day of four centuries and more, by its epoch.
    let days: Vec<String> = (-150_000_i64..40_000)
        .step_by(7)
        .map(|day| (day * 86_400 - 1).to_string())
        .collect();
    assert_eq!(quick("unix_s", &days), days.len());
}

#[test]
fn epochs_are_read_alike() {
    let texts = [
        "0",
        "-0",
        "-1",
        "1",
        "999",
        "1000",
        "-1001",
        "1600000000500",
        "1600000000",
        "-62135596801",
        "253402300799",
        "99999999999999",
        "999999999999999",
        "1e3",
        "1.5",
        "",
        "-",
        "+1",
        " 7",
        "007",
        "12345678901234567890",
    ];
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    assert!(quick("unix_s", &texts) >= 9);
    assert!(quick("unix_ms", &texts) >= 12);
}

#[test]
fn durations_are_read_alike() {
    for (unit, each) in [("ms", 1), ("s", 1_000), ("min", 60_000)] {
        let unit = Unit::parse(unit).unwrap();
        for text in [
            "0",
            "-0",
            "7",
            "-7",
            "007",
            "999999999999",
            "9999999999999",
            "1.5",
            "1e3",
            "",
            "x",
            "01:30",
        ] {
            if let Some(quick) = milliseconds(each, text) {
                assert_eq!(Ok(quick), unit.milliseconds(&Json::from(text)), "{text}");
            }
        }
    }
}
