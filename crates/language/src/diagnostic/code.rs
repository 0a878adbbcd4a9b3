//! The one table of codes. A number is never used again, even when its check is gone.

macro_rules! codes {
    ($($name:ident $number:literal $slug:literal $meaning:literal;)*) => {
        /// What kind of fault it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The number: `M101`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $number,)* }
            }

            /// The name in words: `unreadable-yaml`.
            pub fn slug(self) -> &'static str {
                match self { $(Code::$name => $slug,)* }
            }

            /// One sentence for the docs.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    UnreadableYaml "M101" "unreadable-yaml" "The text is not YAML, or uses a part of YAML that mappings do without.";
    UnquotedBracket "M102" "unquoted-bracket" "A path with `[` or a template stands without quotes where YAML takes the bracket for its own.";
    DuplicateKey "M103" "duplicate-key" "A key stands twice in one map.";
    TooLarge "M104" "too-large" "The text is too long, too deep, has too many faults, or becomes too large through its aliases.";
    UnreadableFile "M105" "unreadable-file" "The file cannot be opened, or is not UTF-8.";
    UnknownKey "M106" "unknown-key" "A key that means nothing at this place.";
    WrongType "M107" "wrong-type" "A value of another type than the key wants, such as text for a list.";
    UnknownWord "M108" "unknown-word" "A word that is not among those this key knows.";
    MissingKey "M109" "missing-key" "A key that this place needs is not there.";
    WrongForm "M110" "wrong-form" "A value of the right type that does not have the form or the size its key wants.";
    OneOf "M111" "one-of" "Of several keys exactly one must be there.";
    DuplicateIntegration "M112" "duplicate-integration" "Two mappings are for the same integration and resource.";
    LookAlike "M113" "look-alike" "A character looks like one that YAML or a name knows, and is another.";
    EmptyValue "M114" "empty-value" "A key has no value, which would take away what it stands for.";
    UnsetVariable "M115" "unset-variable" "An accounts file names an environment variable that is not set.";
    AccountTwice "M116" "account-twice" "Two accounts of a file have the same id.";
    AccountUnfit "M117" "account-unfit" "An account lacks what its mapping needs, or has what the mapping does not know.";

    UnknownField "M201" "unknown-field" "The unified model has no field of this name.";
    UnknownParameter "M202" "unknown-parameter" "The unified model has no parameter of this name.";
    BadPath "M203" "bad-path" "The text is not a `JSONPath` that can be read here.";
    BadTemplate "M204" "bad-template" "The text is not a template that can be read.";
    BadCompute "M205" "bad-compute" "The text is not a `JMESPath` expression.";
    NotInScope "M206" "not-in-scope" "A template names what does not exist at its place.";
    UnknownLookup "M207" "unknown-lookup" "No lookup of this name is declared.";
    BadPattern "M208" "bad-pattern" "The text is not a regular expression.";
    UnknownResource "M209" "unknown-resource" "There is no unified model for this resource.";
    LiteralHole "M210" "literal-hole" "What looks like a place for a value is sent as it stands.";
    NotSendable "M211" "not-sendable" "A header, an address or a body that HTTP does not carry.";
    NotAName "M212" "not-a-name" "More than one name stands where a query text wants one.";

    TypeMismatch "M301" "type-mismatch" "A source's value cannot become what the unified field holds.";
    ValueNotInEnum "M302" "value-not-in-enum" "A map gives a word that the unified field does not know.";
    UnreadParameter "M303" "unread-parameter" "A declared parameter reaches neither the request nor a check.";
    MissingRequiredField "M304" "missing-required-field" "A field that every unified record must have is not mapped.";
    NoEffect "M305" "no-effect" "What is written does nothing at its place.";
    NeverFits "M306" "never-fits" "A value, a word or a form that nothing can ever be.";
    OtherMeaning "M307" "other-meaning" "What is written means something else here than it looks like.";

    CaseGap "M401" "case-gap" "A valid call exists that no case or route answers.";
    CaseOverlap "M402" "case-overlap" "A valid call exists that two cases or routes answer.";
    EndlessPaging "M403" "endless-paging" "Nothing tells when the last page is reached.";
    NothingToTakeAway "M404" "nothing-to-take-away" "`~` takes a key away that is not there.";
    NeverReached "M405" "never-reached" "A case, a route, a branch, a rule or a table that nothing ever reaches.";
    PagingUnsaid "M406" "paging-unsaid" "Nothing says how the list goes on, so only its first page is read.";
    SharedPlace "M407" "shared-place" "Two parameters that can come together, or two operators of one, are sent to one place alike.";
    Unsatisfiable "M408" "unsatisfiable" "No call can satisfy the rules.";
    DeadAlternative "M421" "dead-alternative" "An alternative below `any` never decides.";
    LostFilter "M431" "lost-filter" "A filter that is declared has no place on one of the routes.";
    TwoValues "M432" "two-values" "Two values stand in one text, where the absence of one takes the other along.";
    ExpressionInHole "M433" "expression-in-hole" "A hole computes a value from what the caller gave.";
    NotInGrammar "M434" "not-in-grammar" "The grammar of the query text has no words for an operator.";
    OtherColumn "M435" "other-column" "A filter is compared by the column of another field.";
    OtherZone "M436" "other-zone" "A filter is sent in another zone than its field is read in.";
    KeyNotSent "M437" "key-not-sent" "A table that is asked for by its keys does not send them.";

    ForeignHost "M501" "foreign-host" "Credentials would be sent to a host that the mapping does not declare.";
    LiteralSecret "M502" "literal-secret" "What looks like a secret is written into the mapping.";
    UnpatternedValue "M503" "unpatterned-value" "A value without a pattern is put into a longer text, where it could change its meaning.";
    InsecureScheme "M504" "insecure-scheme" "Credentials would be sent without encryption.";
    OpenSecret "M505" "open-secret" "A secret stands where templates read it and addresses show it.";
    NoCredential "M506" "no-credential" "A way to sign in sends no credential.";
    ReservedHeader "M520" "reserved-header" "A mapping sets a header that frames the request, belongs to the connection, or shows who asks.";

    ApiEnds "M601" "api-ends" "The vendor ends an API that the mapping reads, within a year, or has ended it.";
}
