//! Sessions without a terminal: keys in, registry out.

use jiff::civil::{Date, date};

use super::*;
use crate::assess::Assessment;
use crate::mapping::Mappings;
use crate::model::{AssessedBy, Benchmark, Check, Scan, Status, Title};
use crate::registry::{Approval, Registry};

const DAY: Date = date(2026, 11, 23);

const REGISTRY: &str = "# Ours\nschema = 1\n\n[defaults]\nbenchmark = \"CIS House Benchmark\"\nversion = \"1.0.0\"\n\n\
    [[exception]] # of the disk\nid = \"var-is-a-partition\"\nrules = [\"1.1.3\"]\ntitle = \"Ensure /var is a partition\"\n\
    reason = \"one disk\"\napproved-by = \"B. Old\"\n\n\
    [[exception]]\nid = \"ssh\"\nrules = [\"5.1\"]\ntitle = \"Ensure SSH\"\nreason = \"\"\nstatus = \"draft\"\nowner = \"ops\"\n\n\
    [[exception]]\nid = \"old\"\nrules = [\"5.2\"]\ntitle = \"Ensure old\"\nreason = \"was so\"\nexpires = 2026-01-01\n";

fn scan() -> Scan {
    let check = |number: &str, title: &str, status| Check {
        number: number.parse().ok(),
        title: Title::recommendation(title),
        ..Check::new(status)
    };
    let checks = vec![
        check("1.1.2", "Ensure /tmp is a partition", Status::Fail),
        check("1.1.3", "Ensure /var is a partition", Status::Fail),
        check("1.1.4", "Ensure /home is a partition", Status::Fail),
        check("2.1", "Ensure passed", Status::Pass),
        check("5.1", "Ensure SSH", Status::Fail),
        check("5.2", "Ensure old", Status::Fail),
        Check { assessment: Some(AssessedBy::Manual), ..check("6.1", "Ensure looked at", Status::NotChecked) },
    ];
    Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), checks, ..Scan::default() }
}

fn judged(registry: &Registry) -> Vec<Item> {
    let mappings = Mappings::builtin();
    items(&Assessment::new(vec![scan()], registry.clone(), DAY, false, &mappings), &mappings)
}

fn session(folder: bool) -> Session<'static> {
    let path = if folder { "exceptions/a.toml" } else { "a.toml" };
    let registry = Registry::from_texts(if folder { "exceptions" } else { path }, [(path, REGISTRY)]);
    let registry = registry.expect("a registry");
    Session::new(Start {
        items: judged(&registry),
        registry,
        folder,
        from: "scan.json".into(),
        as_of: DAY,
        approve: Some("A. Reviewer".into()),
        judge: &judged,
    })
}

/// Types keys: a letter is itself, `<tab>` and the like are named.
fn types(session: &mut Session<'_>, keys: &str) -> Option<End> {
    let mut rest = keys;
    let mut end = None;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        let (key, after) = match named {
            Some((name, after)) => {
                let key = match name {
                    "tab" => Key::Tab,
                    "enter" => Key::Enter,
                    "esc" => Key::Esc,
                    "down" => Key::Down,
                    "up" => Key::Up,
                    "right" => Key::Right,
                    "end" => Key::End,
                    "clear" => Key::Ctrl('u'),
                    other => panic!("no key {other}"),
                };
                (key, after)
            }
            None => (Key::Char(c), rest.split_at(c.len_utf8()).1),
        };
        rest = after;
        end = session.key(&key);
        if end.is_some() {
            break;
        }
    }
    end
}

fn current(session: &Session<'_>) -> String {
    session.current().map(|(_, item)| item.id.clone()).unwrap_or_default()
}

fn entry<'r>(session: &'r Session<'_>, id: &str) -> &'r crate::registry::Entry {
    let found = session.registry().entries.iter().find(|entry| entry.id == id);
    found.unwrap_or_else(|| panic!("no {id} in {:?}", session.edits()))
}

#[test]
fn failures_come_before_what_is_not_verified() {
    let session = session(false);
    let ids: Vec<&str> = session.items().iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["1.1.2", "1.1.4", "5.1", "5.2", "6.1"]);
    let words: Vec<&str> = session.items().iter().map(|item| item.word).collect();
    assert_eq!(words, ["open", "open", "open", "lapsed", "notchecked"]);
    let near: Vec<_> = session.near().map(|(near, entry)| (entry.id.as_str(), near.near)).collect();
    assert_eq!(near[0], ("var-is-a-partition", Near::Section));
    assert!(session.items()[4].can_attest && !session.items()[0].can_attest);
}

#[test]
fn a_failure_is_accepted_and_the_next_form_begins_with_the_last_words() {
    let mut session = session(false);
    types(&mut session, "aone disk<tab>none<tab><right><tab>platform<tab>2027-06-30<enter>");
    assert_eq!((session.message(), current(&session).as_str()), ("accepted 1.1.2", "1.1.4"));
    let new = entry(&session, "tmp-is-a-partition");
    assert_eq!((new.reason.as_str(), new.workaround.as_str()), ("one disk", "none"));
    assert_eq!((new.category.as_deref(), new.owner.as_deref()), (Some("operational-impact"), Some("platform")));
    assert_eq!((new.approved_by.as_deref(), new.approved_on), (Some("A. Reviewer"), Some(DAY)));
    types(&mut session, "aalso<enter>");
    let next = entry(&session, "home-is-a-partition");
    assert_eq!(
        (next.reason.as_str(), next.owner.as_deref(), next.expires),
        ("also", Some("platform"), Some(date(2027, 6, 30)))
    );
    let [(path, old, new)] = session.edits().try_into().expect("one file");
    assert_eq!((path.as_str(), old.as_str()), ("a.toml", REGISTRY));
    assert!(new.starts_with(REGISTRY), "what stood there stays: {new}");
}

#[test]
fn the_words_go_into_the_draft_that_waits_for_them_and_into_the_entry_that_ended() {
    let mut session = session(false);
    types(&mut session, "<down><down>a");
    let Mode::Accept(form) = session.mode() else { panic!("a form") };
    assert_eq!(form.fields[3].input.text(), "ops", "the draft's owner");
    types(&mut session, "no way in<enter>");
    let draft = entry(&session, "ssh");
    assert_eq!((draft.status, draft.reason.as_str()), (Approval::Approved, "no way in"));
    // The reason of the entry that ended stands in the form.
    types(&mut session, "a<tab><tab><tab><tab>2027-01-01<enter>");
    let old = entry(&session, "old");
    assert_eq!((old.reason.as_str(), old.expires), ("was so", Some(date(2027, 1, 1))));
    assert_eq!(session.registry().entries.len(), 3, "no second entry names them");
    assert_eq!(judged(session.registry()).len(), 3);
}

#[test]
fn without_an_approver_an_entry_is_a_draft_and_one_in_force_does_not_change() {
    let mut session = session(false);
    types(&mut session, "aone disk<tab><tab><tab><tab><tab><clear><enter>");
    assert_eq!(entry(&session, "tmp-is-a-partition").status, Approval::Draft);
    types(&mut session, "<end><up>a<tab><tab><tab><tab>2027-01-01<enter>");
    let Mode::Accept(form) = session.mode() else { panic!("the form stays: {}", session.message()) };
    assert!(form.problem.as_deref().is_some_and(|problem| problem.contains("say who approves")), "{form:?}");
}

#[test]
fn a_form_is_not_left_with_a_fault_in_it() {
    let mut session = session(false);
    types(&mut session, "a<enter>");
    let problem = |session: &Session<'_>| match session.mode() {
        Mode::Accept(form) => (form.at, form.problem.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert!(problem(&session).1.starts_with("say why"));
    types(&mut session, "r<tab><tab><tab><tab>2026-11-22<enter>");
    assert_eq!(problem(&session), (4, "2026-11-22 is over".into()));
    types(&mut session, "<clear>soon<enter>");
    assert!(problem(&session).1.contains("such as 2027-01-31"));
    types(&mut session, "<clear><enter>");
    assert_eq!(session.message(), "accepted 1.1.2");
}

#[test]
fn several_are_accepted_at_once_in_one_entry_each_guarded_by_its_title() {
    let mut session = session(false);
    types(&mut session, "  aone disk<enter>");
    assert_eq!(session.message(), "accepted 2 findings");
    let new = entry(&session, "tmp-is-a-partition");
    let titles: Vec<_> = new.numbers().map(|number| new.title_of(number)).collect();
    assert_eq!(titles, [Some("Ensure /tmp is a partition"), Some("Ensure /home is a partition")]);
    types(&mut session, "<esc>ku");
    assert_eq!(session.registry().sources, session.first().sources);
}

#[test]
fn a_number_joins_an_entry_and_its_bare_draft_goes() {
    let mut session = session(false);
    types(&mut session, "<down><down>e");
    let Mode::Join(joining) = session.mode() else { panic!("a choice") };
    let ids: Vec<&str> = session.joinable(joining).iter().map(|(_, entry)| entry.id.as_str()).collect();
    assert_eq!(ids, ["old", "var-is-a-partition"], "the draft of its own is none, and the section goes first");
    types(&mut session, "one disk<enter>");
    assert_eq!(session.message(), "joined 5.1");
    let joined = entry(&session, "var-is-a-partition");
    assert_eq!(joined.approved_by.as_deref(), Some("A. Reviewer"));
    assert_eq!(joined.title_of(&"5.1".parse().expect("a number")), Some("Ensure SSH"));
    assert!(session.registry().entries.iter().all(|entry| entry.id != "ssh"));
    let text = &session.edits()[0].2;
    assert!(
        text.contains("[[exception]] # of the disk\nid = \"var-is-a-partition\"\nrules = [\"1.1.3\", \"5.1\"]\n"),
        "{text}"
    );
}

#[test]
fn an_entry_in_force_takes_nothing_in_without_an_approver() {
    let mut session = session(false);
    types(&mut session, "e<tab><clear><enter>");
    let Mode::Join(joining) = session.mode() else { panic!("the choice stays") };
    assert!(joining.problem.as_deref().is_some_and(|problem| problem.contains("who approves it")), "{joining:?}");
    assert!(session.edits().is_empty());
}

#[test]
fn what_is_planned_is_a_draft_that_covers_nothing() {
    let mut session = session(false);
    types(&mut session, "p<down>p");
    let new = entry(&session, "tmp-is-a-partition");
    assert_eq!((new.status, new.category.as_deref(), new.reason.as_str()), (Approval::Draft, Some("planned-fix"), ""));
    assert_eq!(entry(&session, "ssh").category.as_deref(), Some("planned-fix"), "the draft that there is");
    assert_eq!(judged(session.registry()).len(), 5);
}

#[test]
fn a_person_attests_what_no_tool_judges() {
    let mut session = session(false);
    types(&mut session, "t");
    assert!(session.message().contains("no tool judges"), "{}", session.message());
    types(&mut session, "<end>t<enter>");
    assert!(matches!(session.mode(), Mode::Attest(form) if form.at == 1 && form.problem.is_some()));
    types(&mut session, "looked at it<enter>");
    let attested = &session.registry().attested[0];
    assert_eq!((attested.by.as_str(), attested.statement.as_str(), attested.on), ("A. Reviewer", "looked at it", DAY));
    assert_eq!(judged(session.registry()).len(), 4);
}

#[test]
fn what_is_not_verified_is_accepted_with_its_status() {
    let mut session = session(false);
    types(&mut session, "<end>aseen by hand<enter>");
    assert_eq!(session.message(), "accepted 6.1");
    assert!(entry(&session, "looked-at").statuses.contains(&Status::NotChecked));
    assert_eq!(judged(session.registry()).len(), 4);
}

#[test]
fn skipping_writes_nothing_and_undo_takes_decisions_back_one_by_one() {
    let mut session = session(false);
    types(&mut session, "saone<enter>");
    assert_eq!(session.tally(), [(Verb::Accepted, 1), (Verb::Skipped, 1)]);
    types(&mut session, "u");
    assert_eq!((session.message(), current(&session).as_str()), ("taken back: accepted 1.1.4", "1.1.4"));
    types(&mut session, "u");
    assert_eq!((current(&session).as_str(), session.tally().len()), ("1.1.2", 0));
    types(&mut session, "u");
    assert_eq!(session.message(), "nothing to take back");
    assert_eq!(types(&mut session, "sq"), Some(End::Leave), "nothing to ask about");
}

#[test]
fn a_finding_is_decided_once() {
    let mut session = session(false);
    types(&mut session, "aone<enter>ks");
    assert!(session.message().contains("accepted already"), "{}", session.message());
    types(&mut session, "<down>s<up>aone<enter>");
    assert_eq!(session.message(), "accepted 1.1.4", "what was skipped can be decided");
}

#[test]
fn the_filter_leaves_what_has_a_text() {
    let mut session = session(false);
    types(&mut session, "/PARTITION");
    assert_eq!(session.visible(), [0, 1]);
    types(&mut session, "<enter>");
    assert_eq!((session.filter().as_str(), session.visible().len()), ("PARTITION", 2));
    types(&mut session, "/<clear>6.1<enter>");
    assert_eq!(current(&session), "6.1");
    types(&mut session, "/zzz<enter>a");
    assert!(session.current().is_none() && matches!(session.mode(), Mode::List));
    types(&mut session, "<esc>");
    assert_eq!(session.visible().len(), 5);
}

#[test]
fn nothing_is_written_before_the_diff_is_agreed_to() {
    let mut session = session(false);
    assert_eq!(types(&mut session, "w"), None);
    assert_eq!(session.message(), "nothing to write yet");
    types(&mut session, "aone disk<enter>w");
    let Mode::Review(review) = session.mode() else { panic!("a review") };
    assert_eq!((review.counts, review.still.len()), ([(4, 1), (3, 1)], 0));
    assert!(review.diff.iter().any(|line| line == "+reason = \"one disk\""), "{:?}", review.diff);
    assert_eq!(types(&mut session, "x<enter><esc>"), None);
    assert!(matches!(session.mode(), Mode::List));
    assert_eq!(types(&mut session, "qn"), Some(End::Leave));
    assert_eq!(types(&mut session, "qy"), Some(End::Write));
    assert_eq!(session.key(&Key::Ctrl('c')), Some(End::Stopped));
}

#[test]
fn what_an_entry_does_not_cover_is_said_before_it_is_written() {
    let text = format!("{REGISTRY}\n[policy]\nrequire = [\"expires\"]\n");
    let registry = Registry::parse("a.toml", &text).expect("a registry");
    let mut session = Session::new(Start {
        items: judged(&registry),
        registry,
        folder: false,
        from: "scan.json".into(),
        as_of: DAY,
        approve: Some("A. Reviewer".into()),
        judge: &judged,
    });
    types(&mut session, "aone disk<enter>w");
    let Mode::Review(review) = session.mode() else { panic!("a review") };
    assert!(
        review.still.iter().any(|line| line.starts_with("1.1.2 stays lapsed: ") && line.contains("policy")),
        "{review:?}"
    );
}

#[test]
fn in_a_folder_each_new_entry_is_a_file() {
    let mut session = session(true);
    types(&mut session, "aone disk<enter>etmp<enter>");
    types(&mut session, "<end>t<tab>looked<enter>");
    let paths: Vec<String> = session.edits().into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["exceptions/attested.toml", "exceptions/tmp-is-a-partition.toml"]);
    let new = &session.edits()[1].2;
    assert!(new.starts_with("schema = 1\n") && new.contains("\"1.1.4\"") && new.contains("benchmark = "), "{new}");
    assert_eq!(judged(session.registry()).len(), 2, "{:?}", session.edits());
}

#[test]
fn pasted_text_is_never_a_command() {
    let mut session = session(false);
    session.key(&Key::Paste("aqy\n".into()));
    assert!(matches!(session.mode(), Mode::List) && session.edits().is_empty());
    types(&mut session, "a");
    session.key(&Key::Paste("two\nlines\u{1b}[2J".into()));
    types(&mut session, "<enter>");
    assert_eq!(entry(&session, "tmp-is-a-partition").reason, "two lines[2J");
}
