//! Any keys on a screen of any size: nothing panics, and nothing hostile is drawn.

use jiff::civil::date;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::draw::draw;
use super::theme::Theme;
use crate::assess::Assessment;
use crate::diag::is_hostile;
use crate::mapping::Mappings;
use crate::model::{AssessedBy, Benchmark, Check, Evidence, Scan, Status, Title};
use crate::registry::Registry;
use crate::triage::{Item, Key, Session, Start, items};

const HOSTILE: &str = "Ensure \u{1b}[2J\u{202e}漢字 a\u{301}\u{200b} of everything that there is";
const REGISTRY: &str = "schema = 1\ndefaults = { benchmark = \"CIS House Benchmark\", version = \"1.0.0\" }\n\
    [[exception]]\nid = \"one\"\nrules = [\"1.1\"]\ntitle = \"Ensure one\"\nreason = \"r\u{202e}r\"\n\
    [[exception]]\nid = \"two\"\nrules = [\"1.3\"]\ntitle = \"Ensure three\"\nreason = \"\"\nstatus = \"draft\"\n";

fn judged(registry: &Registry) -> Vec<Item> {
    let check = |number: &str, title: &str, status| {
        let evidence = Evidence::items([HOSTILE.repeat(20), title.to_owned()]);
        Check { number: number.parse().ok(), title: Title::recommendation(title), evidence, ..Check::new(status) }
    };
    let checks = vec![
        check("1.2", HOSTILE, Status::Fail),
        check("1.3", "Ensure three", Status::Fail),
        check("2.1", &"漢".repeat(300), Status::Error),
        Check { assessment: Some(AssessedBy::Manual), ..check("2.2", "Ensure looked at", Status::NotChecked) },
        Check { rule: Some(HOSTILE.to_owned()), ..Check::new(Status::Fail) },
    ];
    let scan = Scan { benchmark: Benchmark::given("CIS House Benchmark 1.0.0"), checks, ..Scan::default() };
    let mappings = Mappings::builtin();
    items(&Assessment::new(vec![scan], registry.clone(), date(2026, 11, 23), false, &mappings), &mappings)
}

fn session() -> Session<'static> {
    let registry = Registry::parse("a.toml", REGISTRY).expect("a registry");
    Session::new(Start {
        items: judged(&registry),
        registry,
        folder: false,
        from: "scan.json".into(),
        as_of: date(2026, 11, 23),
        approve: Some("A. Reviewer".into()),
        judge: &judged,
    })
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        6 => proptest::sample::select("jkgG aeptsu/?wqynx漢2".chars().collect::<Vec<_>>()).prop_map(Key::Char),
        3 => proptest::sample::select(vec![
            Key::Enter, Key::Esc, Key::Tab, Key::BackTab, Key::Backspace, Key::Delete, Key::Left, Key::Right, Key::Up,
            Key::Down, Key::Home, Key::End, Key::PageUp, Key::PageDown, Key::Ctrl('u'), Key::Ctrl('w'),
        ]),
        1 => Just(Key::Paste(HOSTILE.to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_keys_on_any_screen(keys in proptest::collection::vec((any_key(), 1u16..150, 1u16..60), 1..40)) {
        let mut session = session();
        for (key, width, height) in keys {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen");
            let mut most = 0;
            terminal.draw(|frame| most = draw(frame, &session, Theme::of_environment())).expect("drawn");
            session.scroll_at_most(most);
            let drawn = terminal.backend().buffer().content.iter().flat_map(|cell| cell.symbol().chars());
            let hostile: Vec<char> = drawn.filter(|c| is_hostile(*c)).collect();
            prop_assert!(hostile.is_empty(), "{hostile:?}");
            if session.key(&key).is_some() {
                break;
            }
        }
        // Whatever was decided, what is written is a registry, and what stood there was not lost by it.
        for (path, _, new) in session.edits() {
            prop_assert!(Registry::parse(&path, &new).is_ok(), "{new}");
            prop_assert!(new.contains("id = \"one\""), "{new}");
        }
    }
}
