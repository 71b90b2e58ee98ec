//! The codes of messages: each a word that stays, with its meaning and its section in the book.
//!
//! The states of registry entries are codes, too: `registry::State` says how much each weighs.

use std::fmt;
use std::str::FromStr;

/// Makes the enum, the list of all, and the words and meanings from one table.
macro_rules! codes {
    ($($name:ident $word:literal $meaning:literal,)+) => {
        /// A code that a message can carry; no message of ours uses another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $name,)+
        }

        impl Code {
            /// Every code, sorted by its word.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The kebab-case word that is printed and looked up.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The meaning in one line.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

codes! {
    Active "active" "the entry is in force",
    AlwaysFails "always-fails" "the tool always reports these as failed",
    Archived "archived" "findings are archived, and whether they still fail is unknown",
    BadDate "bad-date" "a day is not written as a TOML date such as 2027-01-31",
    BadId "bad-id" "an entry's id is not one word",
    BadLink "bad-link" "a link is not http, https or mailto",
    BadNumber "bad-number" "a text is not a recommendation number such as 1.1.22",
    BadPattern "bad-pattern" "a text is not a pattern that can be matched",
    BenchmarkKept "benchmark-kept" "the scan's benchmark is confirmed and was kept over the one given",
    BenchmarkOverridden "benchmark-overridden" "the benchmark given is not the one the scan names",
    Blank "blank" "a text that has to say something is blank",
    CisIdDiffers "cis-id-differs" "results name another recommendation in their metadata than in their title",
    CisIdFloat "cis-id-float" "a recommendation number was written as a JSON number and may have lost a zero",
    CountsLeftOut "counts-left-out" "counts were left out because the single results are there",
    DateOrder "date-order" "an entry's last day is before its first",
    DoubledNumbersLost "doubled-numbers-lost" "the tool overwrites results of one number in this format",
    Draft "draft" "the entry is a draft and not in force",
    Duplicate "duplicate" "another entry says the same for the same checks and days",
    DuplicateId "duplicate-id" "two entries have one id",
    DuplicateSetting "duplicate-setting" "a table stands in several files of a folder and may stand in one",
    EmptyControlSet "empty-control-set" "a part of a scan holds no results",
    EmptyList "empty-list" "a list that has to say something is empty",
    EmptyReason "empty-reason" "an entry gives no reason",
    Exclusion "exclusion" "Inspector excluded rules from a run",
    Expired "expired" "the entry's last day is over",
    Expiring "expiring" "the entry ends within the policy's warn-days",
    Filtered "filtered" "a scan was most likely filtered by status before it was given",
    HandledElsewhere "handled-elsewhere" "findings were suppressed, resolved or noted outside the registry; no result changes",
    Incomplete "incomplete" "a scan is not the whole",
    IncompleteRun "incomplete-run" "the run was not completed, or its results are not all there",
    InventoryColumn "inventory-column" "a column of the inventory says nothing that is known here",
    LinesLeftOut "lines-left-out" "lines of a scan are no results",
    LogPrefix "log-prefix" "what a log puts before each line was taken off",
    LogsDiffer "logs-differ" "a summary and its verbose log tell different results",
    LogsNotJoined "logs-not-joined" "a summary and a verbose log in one folder could not be put together",
    ManualUndecided "manual-undecided" "a log calls recommendations manual and does not tell which of them fail",
    MissingKey "missing-key" "a key that has to be there is not",
    MissingNumber "missing-number" "a crosswalk has no row for a number",
    NeedsReview "needs-review" "title, evidence or benchmark version moved under the entry",
    NoCisPackage "no-cis-package" "none of a run's rules packages is a known CIS package",
    NoExpiry "no-expiry" "the entry has no last day and lives for ever",
    NoNumbers "no-numbers" "results name no recommendation",
    NoResult "no-result" "a log does not say how a recommendation ended",
    NoTitleHashes "no-title-hashes" "a list of one's own has no title hashes",
    NoTotal "no-total" "the total is missing that shows whether all parts of a scan are there",
    NotInInventory "not-in-inventory" "no row of the inventory is of a scan",
    NotInSummary "not-in-summary" "recommendations stand in a verbose log and not in its summary",
    NotInVerboseLog "not-in-verbose-log" "recommendations stand in a summary and not in its verbose log",
    NotOneToOne "not-one-to-one" "a crosswalk's row and its class do not agree",
    NotYet "not-yet" "the entry's first day is still to come",
    OlderFindings "older-findings" "older states of findings were left out",
    OtherFindings "other-findings" "findings that are no CIS checks were left out",
    OtherLines "other-lines" "lines of a scan are not its format's",
    OutOfScope "out-of-scope" "the entry's applies-to leaves this image out",
    Overlay "overlay" "a profile repeats the controls of another and is not counted again",
    OverrideDiffers "override-differs" "a result and its override differ; the worse counts",
    OwnMapping "own-mapping" "a mapping of one's own is used in the place of a built-in one",
    PartlyStale "partly-stale" "a part of the entry is not needed any more",
    PlatformMismatch "platform-mismatch" "everything is not applicable: the content is for another platform",
    Policy "policy" "the registry's policy refuses the entry",
    RegistryMissing "registry-missing" "there is no registry where one was named",
    RegistryPassedOver "registry-passed-over" "a file or folder in a registry's folder is no part of the registry",
    RegistrySyntax "registry-syntax" "a registry file is not TOML",
    RegistryUnreadable "registry-unreadable" "a registry file cannot be read",
    Rejected "rejected" "the entry was refused",
    RepairedJson "repaired-json" "a scan's JSON had to be repaired to be read",
    Repeated "repeated" "results that stand in a file more than once were taken once",
    RepeatedFindings "repeated-findings" "a finding stands in the file several times",
    RepeatedRule "repeated-rule" "an entry names a recommendation twice",
    ReplacedEvents "replaced-events" "later events replaced earlier ones of the same check",
    Requested "requested" "the entry is asked for, not granted",
    RowsLeftOut "rows-left-out" "rows of a table are no results",
    RowsWithoutResult "rows-without-result" "rows of a table have no result",
    RuleNotDescribed "rule-not-described" "a result's rule is not described in the file",
    Schema "schema" "a registry file does not follow schema 1",
    ScopeUnverified "scope-unverified" "the scan gives no offenders to hold the entry's evidence scope against",
    SeveralBenchmarks "several-benchmarks" "one instance was held against several benchmarks",
    SeveralNumbers "several-numbers" "a rule names several recommendations",
    Shadowed "shadowed" "a rejected entry blocks this one wherever it would apply",
    Skipped "skipped" "a file in a folder is not a scan",
    Stale "stale" "every check the entry matches passes now",
    TitleDisagrees "title-disagrees" "a crosswalk and the lists do not agree about a title",
    TitleGuardsNothing "title-guards-nothing" "a further title belongs to two numbers, or to one that the list lacks",
    Unguarded "unguarded" "the entry has no title to guard it against a renumbered benchmark",
    Unknown "unknown" "the entry's own benchmark version lacks the number",
    UnknownCategory "unknown-category" "an entry's category has no printed name",
    UnknownColumn "unknown-column" "a column that is not known was left out",
    UnknownKey "unknown-key" "a key is not known, and would do nothing",
    UnknownKeys "unknown-keys" "keys that are not known were left out",
    UnknownNumber "unknown-number" "a mapping names a number that its benchmark does not have",
    UnknownResult "unknown-result" "a result word is not XCCDF's and counts as unknown",
    UnknownStatus "unknown-status" "a word is not a status that can stand here",
    UnknownWord "unknown-word" "a word is none of those that can stand here",
    Unlisted "unlisted" "there is no list of the entry's benchmark version",
    Unmatched "unmatched" "the recommendation is known, but not in this scan",
    UnreadableTime "unreadable-time" "a text is no time where one has to stand",
    UnreadableValue "unreadable-value" "a value could not be read and was left out",
    UnusedRun "unused-run" "facts about a run belong to none of the scans",
    VerboseOnly "verbose-only" "a verbose log lists only what ran",
    WaivedInScan "waived-in-scan" "a waiver or an attestation that came with the scan changed a result",
    WildcardRule "wildcard-rule" "an entry names its recommendations by a wildcard",
    Withdrawn "withdrawn" "the entry is no longer wanted",
    WrongType "wrong-type" "a value is not of the kind that has to stand here",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that is no code of this version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no code of a message")]
pub struct CodeError(String);

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(word: &str) -> Result<Self, CodeError> {
        Self::ALL.iter().copied().find(|code| code.word() == word).ok_or_else(|| CodeError(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_sorted_kebab_case_words_that_are_read_back() {
        assert!(Code::ALL.is_sorted_by(|left, right| left.word() < right.word()));
        for code in Code::ALL {
            let word = code.word();
            assert!(word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !code.meaning().is_empty(), "{word}");
            assert_eq!(word.parse(), Ok(*code));
        }
        assert!("Expired".parse::<Code>().is_err());
    }
}
