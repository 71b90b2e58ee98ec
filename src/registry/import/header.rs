//! A column's kind, told by the words of its header.

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    /// The id where no other column is: the word is also used for the rows' own count, or a text.
    PerhapsId,
    Title,
    Reason,
    Workaround,
    Category,
    Expires,
    Owner,
    Approver,
    /// Something that goes into the note.
    Other,
    /// Not known by its header: goes into the note, unless no text's header is known.
    Open,
}

/// The kind of column that a header names.
pub(super) fn column(header: &str) -> Column {
    let words: String =
        header.to_lowercase().chars().map(|c| if c.is_alphanumeric() || c == '#' { c } else { ' ' }).collect();
    let words = words
        .split_whitespace()
        .filter(|word| !matches!(*word, "cis" | "the" | "benchmark"))
        .collect::<Vec<_>>()
        .join(" ");
    match words.as_str() {
        // The benchmark's own count, not the rows'.
        "#" | "no" | "nr" | "num" | "ref" | "reference" if header.to_lowercase().contains("cis") => Column::Id,
        "id"
        | "number"
        | "rule id"
        | "ruleid"
        | "control id"
        | "controlid"
        | "check id"
        | "checkid"
        | "recommendation id"
        | "recommendation number"
        | "recommendation no"
        | "rec id"
        | "finding id"
        | "control number"
        | "rule number"
        | "recommendation #" => Column::Id,
        "#" | "no" | "nr" | "num" | "s no" | "sr no" | "sl no" | "sno" | "row" | "index" | "line" | "item"
        | "item no" | "rule" | "control" | "rec" | "ref" | "reference" | "section" => Column::PerhapsId,
        "description"
        | "title"
        | "recommendation"
        | "rule title"
        | "control title"
        | "control name"
        | "control description"
        | "recommendation title"
        | "recommendation name"
        | "check"
        | "check title"
        | "name"
        | "finding"
        | "rule description"
        | "rule name"
        | "requirement" => Column::Title,
        "reason"
        | "rationale"
        | "justification"
        | "why"
        | "exception reason"
        | "reason for exception"
        | "exception"
        | "reason for failure"
        | "reasoning"
        | "explanation"
        | "comment"
        | "comments"
        | "exception rationale"
        | "waiver reason"
        | "exception justification"
        | "business justification" => Column::Reason,
        "workaround"
        | "workarounds"
        | "recommendations"
        | "alternative control"
        | "alternative controls"
        | "mitigation"
        | "mitigations"
        | "mitigating control"
        | "mitigating controls"
        | "compensating control"
        | "compensating controls"
        | "remediation"
        | "action"
        | "actions"
        | "customer action"
        | "what to do"
        | "next steps" => Column::Workaround,
        "category" | "exception category" | "exception type" | "reason category" => Column::Category,
        "expires" | "expiry" | "expiration" | "expiration date" | "expiry date" | "valid until" | "expires on"
        | "until" | "review date" => Column::Expires,
        "owner" | "responsible" => Column::Owner,
        "approver" | "approved by" => Column::Approver,
        "level" | "profile" | "severity" | "status" | "result" | "date" | "score" | "scored" | "automated"
        | "assessment" | "type" | "os" | "platform" | "version" | "ticket" | "issue" | "link" | "links" | "impact"
        | "risk" | "priority" | "notes" | "note" | "total" | "failed" | "passed" | "count" => Column::Other,
        _ => Column::Open,
    }
}
