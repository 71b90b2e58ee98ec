//! The damages that nobody can notice, and the softenings that are known and not mended.

use super::tree::Kind;

/// Damages of a format that its files cannot tell: what is taken away has no trace anywhere else.
pub(crate) struct Excepted {
    pub(crate) format: &'static str,
    pub(crate) kinds: &'static [Kind],
    /// The ends of the places as [`super::tree::Site::place`] writes them; whole places after a `^`.
    pub(crate) places: &'static [&'static str],
    /// Why nobody can know.
    #[expect(dead_code, reason = "for whoever reads the table")]
    pub(crate) reason: &'static str,
}

/// The table of exceptions.
pub(crate) const EXCEPTED: &[Excepted] = &[
    Excepted {
        format: "arf",
        kinds: &[Kind::Drop],
        places: &["/arf:report"],
        reason: "a whole report of several; ARF's relationships need not name it",
    },
    Excepted {
        format: "cis-audit",
        kinds: &[Kind::Drop],
        places: &["row", "line 0"],
        reason: "its tables have no totals; its text for terminals has",
    },
    Excepted {
        format: "cis-cat-csv",
        kinds: &[Kind::Drop],
        places: &["row", "line CIS", "line \"CIS"],
        reason: "its tables have no totals",
    },
    Excepted {
        format: "ckl",
        kinds: &[Kind::Drop],
        places: &["/iSTIG", "/VULN"],
        reason: "its checklists count nothing",
    },
    Excepted { format: "cklb", kinds: &[Kind::Drop], places: &["/stigs[]"], reason: "a whole STIG of several" },
    Excepted {
        format: "hardening-kitty",
        kinds: &[Kind::Drop],
        places: &["row", "line 0", "line \"0"],
        reason: "its tables have no totals",
    },
    Excepted {
        format: "nessus-csv",
        kinds: &[Kind::Drop],
        places: &["row", "line 0", "line \"0"],
        reason: "its tables have no totals",
    },
    Excepted {
        format: "native",
        kinds: &[Kind::Drop],
        places: &["row", "line 0", "/checks[]"],
        reason: "tables and single documents of hand-made scans need no count; lines have an end record",
    },
    Excepted {
        format: "inspec",
        kinds: &[Kind::Drop],
        places: &["/controls[]", "/results[]"],
        reason: "its reports count nothing",
    },
    Excepted {
        format: "inspector-cis",
        kinds: &[Kind::Drop],
        places: &["[]"],
        reason: "a page does not say how many there are; the list of scans beside it does",
    },
    Excepted {
        format: "xccdf",
        kinds: &[Kind::Drop],
        places: &["/Benchmark/TestResult", "/rule-result/override", "^/TestResult/rule-result"],
        reason: "a whole run of several, an override, and a result of a file without benchmark and score",
    },
    Excepted {
        format: "xccdf",
        kinds: &[Kind::Contradict],
        places: &["/rule-result/override"],
        reason: "an override that begins with the last one's result is what overrides are for",
    },
];

/// Softenings of a format that are known; the numbers only go down.
pub(crate) struct Known {
    pub(crate) format: &'static str,
    /// In the quick part.
    pub(crate) quick: usize,
    /// At all places.
    pub(crate) whole: usize,
}

/// What is left: where a file of a format that has no end, or no totals, looks as one that was never longer.
pub(crate) const KNOWN: &[Known] = &[
    // The last row of a table, emptied or joined with the line before it: a table may end with an empty line.
    Known { format: "cis-audit", quick: 2, whole: 5 },
    // The last row of a table, emptied.
    Known { format: "hardening-kitty", quick: 1, whole: 2 },
    // A last page without results, which Amazon's answers may have; or null in a list of pages.
    Known { format: "inspector-cis", quick: 1, whole: 3 },
    // The last row of a table, emptied.
    Known { format: "nessus-csv", quick: 0, whole: 2 },
    // The last row of a table, emptied.
    Known { format: "native", quick: 1, whole: 1 },
];
