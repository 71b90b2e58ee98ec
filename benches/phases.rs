//! How long each phase takes: tokens, model, join, render; for inputs of 1 and 10 MB, and of so many MB
//! as `AMICIS_BENCH_MB` says (100, for example).

#![expect(clippy::expect_used, reason = "a benchmark may stop")]

mod generated;

use std::hint::black_box;
use std::time::Duration;

use amicis::assess::Assessment;
use amicis::formats::detect;
use amicis::formats::native::document;
use amicis::load::Loader;
use amicis::mapping::Mappings;
use amicis::model::Scan;
use amicis::outputs::WIDTH;
use amicis::read::Input;
use amicis::registry::Registry;
use amicis::report::{exceptions_markdown, overview};
use amicis::views::{Column, ExceptionsView, ShowView};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use quick_xml::events::Event;

fn sizes() -> Vec<usize> {
    let more = std::env::var("AMICIS_BENCH_MB").ok().and_then(|size| size.parse().ok());
    [1, 10].into_iter().chain(more).collect()
}

/// The tokens alone, as the format's reader takes them.
fn tokens(text: &str) -> usize {
    if text.starts_with('{') {
        let values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
        return values.filter_map(Result::ok).count();
    }
    let mut reader = quick_xml::NsReader::from_reader(text.as_bytes());
    let (mut buffer, mut count) = (Vec::new(), 0);
    loop {
        buffer.clear();
        match reader.read_resolved_event_into(&mut buffer).expect("well-formed") {
            (_, Event::Eof) => return count,
            _ => count += 1,
        }
    }
}

fn scans(input: &Input) -> Vec<Scan> {
    let head = input.head().expect("text");
    detect(input, &head).and_then(|format| Loader::default().read(input, &head, format)).expect("a scan").scans
}

fn assessed(scans: Vec<Scan>) -> Assessment {
    let day = date(2026, 11, 23);
    Assessment::new(scans, Registry::default(), day, false, &Mappings::builtin())
}

/// Makes an input of at least so many bytes.
type Make = fn(usize) -> String;

fn phases(criterion: &mut Criterion) {
    let kinds: [(&str, Make); 4] = [
        ("xccdf", generated::xccdf),
        ("arf", generated::arf),
        ("inspector", generated::inspector),
        ("native-lines", generated::native_lines),
    ];
    let columns: Vec<Column> =
        "id title reason workaround".split(' ').map(|key| key.parse().expect("a column")).collect();
    for (kind, make) in kinds {
        let mut group = criterion.benchmark_group(kind);
        group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
        for size in sizes() {
            let text = make(size << 20);
            let input = Input::from_bytes(kind, text.as_bytes());
            let read = scans(&input);
            let judged = assessed(read.clone());
            let id = |phase: &str| BenchmarkId::new(phase.to_owned(), format!("{size} MB"));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(id("tokenise"), |bench| bench.iter(|| tokens(black_box(&text))));
            group.bench_function(id("model"), |bench| bench.iter(|| scans(black_box(&input))));
            group.bench_function(id("join"), |bench| bench.iter(|| assessed(black_box(&read).clone())));
            group.bench_function(id("render"), |bench| {
                bench.iter(|| {
                    let view = ExceptionsView::new(black_box(&judged));
                    let table = exceptions_markdown(&view, &columns, true).expect("a table").len();
                    table
                        + overview(&ShowView::of(&judged), WIDTH).len()
                        + document(&judged.scans().cloned().collect::<Vec<_>>()).expect("JSON").len()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, phases);
criterion_main!(benches);
