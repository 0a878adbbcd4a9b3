//! How a stranger's vendor is signed in to, what it limits, and what its refusals are.

use super::maker::Maker;
use super::tree::{Tree, all, one, piece};

const AUTH: [&str; 8] = [
    "[{ kind: bearer, credential: access_token }]",
    "[{ kind: bearer, credential: access_token }]",
    "[{ kind: bearer, credential: api_token }]",
    "[{ kind: api_key, headers: { authorization: { credential: api_key, prefix: 'Token token=' } } }]",
    "[{ kind: api_key, headers: { x-key: { credential: api_key } } }, { kind: bearer, credential: access_token }]",
    "[{ kind: basic, username: { credential: api_key } }]",
    "[{ kind: basic, username: { credential: user }, password: { credential: api_secret } }]",
    "[{ kind: oauth2, grant: client_credentials, token_url: 'https://sign.STRANGER.example/token', client_auth: body, scopes: [calls] }]",
];

const ERRORS: [&str; 6] = [
    "{ message: $.error }",
    "{ message: $.error.message }",
    "{ message: { first_of: [$.error.message, $.error, $.message] } }",
    "{ message: $.error, classify: [{ when: { status: 403, $.code: QUOTA }, is: rate_limited, wait: 5 s }] }",
    "{ message: $.fault, classify: [{ when: { status: [423, 520] }, is: transient }, { when: { status: 404 }, is: empty }] }",
    "{ message: $.fault, classify: [{ when: { any: [{ status: 418 }, { status: 400, $.code: BUSY }] }, is: rate_limited, wait: 5 s }] }",
];

const LIMITS: [&str; 3] = [
    "[{ limit: { header: x-limit }, remaining: { header: x-left }, reset: { header: x-reset, form: delay_s } }]",
    "[{ remaining: { header: x-left }, reset: { header: x-reset, form: unix_s } }]",
    "[{ header: api-usage, matching: 'used={used}/{limit}; reset={reset}', form: delay_s }]",
];

/// A connection, and the variables that it reads.
pub(super) fn connection(maker: &mut Maker) -> Tree {
    let mut pieces = Vec::new();
    if maker.dice.one_in(4) {
        pieces.push(piece(
            "{ context: { domain: { pattern: '[a-z0-9-]+', example: acme } }, \
               connection: { base_url: 'https://{{ context.domain }}.stranger.example/v1' } }",
            &[],
        ));
    } else {
        let base = "{ connection: { base_url: https://api.stranger.example/v1 } }";
        pieces.push(piece(base, &[]));
    }
    let auth = maker.piece_of(&AUTH, &[("STRANGER", "stranger")]);
    let mut rest = vec![
        one("auth", auth),
        one("errors", maker.piece_of(&ERRORS, &[])),
    ];
    if maker.dice.one_in(3) {
        rest.push(one("rate_limit", maker.piece_of(&LIMITS, &[])));
    }
    if maker.dice.one_in(6) {
        rest.push(piece("{ headers: { accept: application/json } }", &[]));
    }
    pieces.push(one("connection", all(rest)));
    all(pieces)
}
