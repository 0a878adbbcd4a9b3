//! A filter whose times tell no zone is sent in the zone that its field is read in: else it is off by
//! hours, and records are lost.

use super::checking::Checking;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{At, Pointer};
use crate::expr::TimeForm;
use crate::mapping::{Case, Expression, Parameter};
use crate::model::Scalar;
use crate::transform::Shape;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment in winter and one in summer, in seconds since 1970.
const SOME: [i64; 2] = [1_767_225_600, 1_782_864_000];

pub(super) fn check(checking: &Checking<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (case, _, parameter) in checking.parameters() {
        found.extend(other_zone(checking, case, parameter));
        found.extend(idle(checking, parameter));
    }
    found
}

/// A filter that goes out in UTC, where its field is read in another zone.
fn other_zone(checking: &Checking<'_>, case: &Case, parameter: &Parameter) -> Option<Diagnostic> {
    let mut sendings = parameter.sendings.iter();
    let sending =
        sendings.find(|sending| sending.time.zone.is_none() && !sending.time.form.tells_zone())?;
    let compared = checking.model.compared_field(&parameter.name)?;
    let fields = case.fields.iter().flat_map(|field| field.expressions());
    let mut own = fields.filter(|(name, _)| *name == compared);
    let (read, zone) = own.find_map(|(_, own)| local(own))?;
    let own = parameter.pointer.key(sending.operator.word());
    let places = [own.key("time"), parameter.pointer.key("time")];
    let mut places = places.into_iter();
    let place = places.find(|place| checking.has(place));
    let place = place.unwrap_or_else(|| parameter.pointer.clone());
    let name = zone.iana_name().unwrap_or("the field's zone");
    let title = format!(
        "`{}` is sent in UTC, and its field is read in {name}",
        parameter.name
    );
    let text = "tells no zone";
    let fault = checking.error(Code::OtherZone, title, &place, At::Value, text);
    let fault = match zone_of(checking, read) {
        Some(zone) => fault.with_secondary(checking.document.label(&zone, At::Value, "read in it")),
        None => fault,
    };
    Some(fault.with_help(format!(
        "write `zone: {name}` beside it, or `zone: UTC` where the vendor compares in UTC"
    )))
}

/// The first part of a source that reads times without an offset in another zone than UTC.
fn local(expression: &Expression) -> Option<(&Expression, &TimeZone)> {
    let shapes = expression.reading().map(|transform| transform.shape());
    let mut zones = shapes.filter_map(|shape| match shape {
        Shape::Time(forms, Some(zone)) => {
            let is_local = forms.iter().any(reads_local) && !is_utc(zone);
            is_local.then_some(zone)
        }
        _ => None,
    });
    let own = (expression.scalar == Scalar::Instant)
        .then(|| zones.next())
        .flatten();
    let parts = || expression.parts().into_iter().find_map(local);
    own.map(|zone| (expression, zone)).or_else(parts)
}

/// True if texts of this form may be without an offset.
fn reads_local(form: &TimeForm) -> bool {
    *form == TimeForm::Rfc3339 || !form.tells_zone()
}

fn is_utc(zone: &TimeZone) -> bool {
    let mut moments = SOME
        .into_iter()
        .filter_map(|at| Timestamp::from_second(at).ok());
    moments.all(|moment| zone.to_offset(moment).is_zero())
}

/// Where the zone of an expression is stated: there, or further out, for several parts at once.
fn zone_of(checking: &Checking<'_>, expression: &Expression) -> Option<Pointer> {
    let mut above = expression.pointer.clone();
    loop {
        let place = above.key("zone");
        if checking.has(&place) {
            return Some(place);
        }
        above = above.parent()?;
    }
}

/// A zone beside forms that all tell theirs.
fn idle(checking: &Checking<'_>, parameter: &Parameter) -> Option<Diagnostic> {
    if checking.model.filterable(&parameter.name) != Some(&Scalar::Instant) {
        return None;
    }
    let place = parameter.pointer.key("zone");
    let mut sendings = parameter.sendings.iter();
    let used = sendings.any(|sending| !sending.time.form.tells_zone());
    // A route that sends no filter, since its reply is one record, says nothing of how they are sent.
    if used || parameter.sendings.is_empty() || !checking.has(&place) {
        return None;
    }
    let title = "these times tell their own zone";
    let text = "means nothing here";
    let fault = checking.warning(Code::NoEffect, title, &place, At::Value, text);
    Some(fault.with_help("take `zone` away"))
}
