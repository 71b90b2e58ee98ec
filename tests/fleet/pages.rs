//! The book's tables of columns are the program's. `BOOK=overwrite cargo test --test fleet` writes them.

use std::fmt::Write;
use std::path::Path;

use amicis::outputs::fleet::described;

#[test]
fn the_books_tables_of_columns_are_the_programs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/fleet/tables.md");
    let mut page = std::fs::read_to_string(&path).expect("a page");
    let before = page.clone();
    for table in ["findings", "scans", "errors", "verdicts", "entries", "registry_versions", "crosswalks"] {
        let mut lines = "| column | type | can be null | what it is |\n|---|---|---|---|\n".to_owned();
        let columns: Vec<_> = described().into_iter().filter(|column| column.table == table).collect();
        assert!(columns.len() > 5, "the columns of {table} were not found");
        for column in columns {
            let null = if column.required { "" } else { "yes" };
            let place = if column.partition { "; in the folder's name, not in the file" } else { "" };
            let kind = column.kind;
            writeln!(lines, "| `{}` | `{kind}` | {null} | {}{place} |", column.name, column.about).expect("memory");
        }
        let begin = format!("<!-- columns {table} -->\n");
        let end = "<!-- /columns -->";
        let (head, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("the page has no {begin:?}"));
        let (_, tail) = rest.split_once(end).unwrap_or_else(|| panic!("the page has no {end:?}"));
        page = [head, &begin, &lines, end, tail].concat();
    }
    if page != before {
        let overwrite = std::env::var("BOOK").is_ok_and(|mode| mode == "overwrite");
        assert!(overwrite, "the tables of columns are other ones: BOOK=overwrite cargo test --test fleet pages");
        std::fs::write(&path, page).expect("written");
    }
}

/// The statement that makes Athena's table of findings.
#[test]
fn the_books_table_of_athena_has_the_programs_columns() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/fleet/queries.md");
    let page = std::fs::read_to_string(&path).expect("a page");
    let columns: Vec<String> = described()
        .into_iter()
        .filter(|column| column.table == "findings" && !column.partition)
        .map(|column| format!("  `{}` {}", column.name, athena(column.kind)))
        .collect();
    let wanted = format!(
        "```sql athena\ncreate external table findings (\n{})\npartitioned by (scan_day date)\nstored as parquet\n\
         location 's3://bucket/lake/v1/findings/'\ntblproperties (\n  'projection.enabled' = 'true',\n  \
         'projection.scan_day.type' = 'date',\n  'projection.scan_day.format' = 'yyyy-MM-dd',\n  \
         'projection.scan_day.range' = '2026-01-01,NOW',\n  'projection.scan_day.interval' = '1',\n  \
         'projection.scan_day.interval.unit' = 'DAYS',\n  \
         'storage.location.template' = 's3://bucket/lake/v1/findings/scan_day=${{scan_day}}/');\n```\n",
        columns.join(",\n")
    );
    let (head, rest) = page.split_once("<!-- athena findings -->\n").unwrap_or_else(|| panic!("no place for it"));
    let (shown, tail) = rest.split_once("<!-- /athena -->").unwrap_or_else(|| panic!("no end of it"));
    if shown != wanted {
        let overwrite = std::env::var("BOOK").is_ok_and(|mode| mode == "overwrite");
        assert!(overwrite, "the columns are other ones: BOOK=overwrite cargo test --test fleet pages");
        let page = [head, "<!-- athena findings -->\n", &wanted, "<!-- /athena -->", tail].concat();
        std::fs::write(&path, page).expect("written");
    }
}

/// A type as Athena calls it.
fn athena(kind: &str) -> String {
    let kind = kind.replace("timestamp(us, UTC)", "timestamp").replace("int32", "int").replace("int64", "bigint");
    let kind = kind.replace("bool", "boolean").replace("list<", "array<").replace("entries array", "entries:array");
    let fields = [("from date", "`from`:date"), ("to date", "`to`:date"), ("disposition string", "disposition:string")];
    fields.iter().fold(kind, |kind, (ours, its)| kind.replace(ours, its)).replace(", ", ",")
}
