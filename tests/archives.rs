//! Archives are read as a folder would be, within limits.

#![expect(clippy::expect_used, clippy::print_stderr, reason = "a test fails by panicking and says what it skips")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use amicis::load::{Loaded, Loader};
use amicis::read::{ReadError, ReadErrorKind};

const SCAN: &str = "number,status\n1.1,pass\n2.2,fail\n#end,2\n";

fn load(path: &Path) -> Result<Loaded, ReadError> {
    Loader { digest: true, ..Loader::default() }.load(&[path.to_owned()])
}

/// A member's name, the kind of a tar header, and the content.
type Member<'m> = (&'m str, u8, &'m [u8]);

fn header(name: &str, kind: u8, size: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| block.splice(at..at + bytes.len(), bytes.iter().copied()).for_each(drop);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block.splice(148..156, format!("{sum:06o}\0 ").into_bytes()).for_each(drop);
    block
}

fn tar(members: &[Member<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, kind, content) in members {
        bytes.extend(header(name, *kind, content.len()));
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("written");
    path
}

/// Packs a file with a program of the machine; none where it is not there.
fn packed_by(program: &str, path: &Path) -> Option<Vec<u8>> {
    let packed = Command::new(program).arg("-c").arg(path).output().ok()?;
    packed.status.success().then_some(packed.stdout)
}

/// A ZIP archive with stored files.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut central) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let length = u32::try_from(content.len()).expect("small").to_le_bytes();
        let named = u16::try_from(name.len()).expect("short").to_le_bytes();
        let at = u32::try_from(bytes.len()).expect("small").to_le_bytes();
        let shared =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x54], &crc.sum().to_le_bytes()[..], &length, &length, &named, &[0, 0]];
        bytes.extend([b"PK\x03\x04", &shared.concat()[..], name.as_bytes(), content].concat());
        let tail = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        central.extend([b"PK\x01\x02\x14\x00", &shared.concat()[..], &tail, &at, name.as_bytes()].concat());
    }
    let count = u16::try_from(members.len()).expect("few").to_le_bytes();
    let size = u32::try_from(central.len()).expect("small").to_le_bytes();
    let start = u32::try_from(bytes.len()).expect("small").to_le_bytes();
    bytes.extend([&central[..], b"PK\x05\x06\0\0\0\0", &count, &count, &size, &start, &[0, 0]].concat());
    bytes
}

#[test]
fn every_archive_reads_as_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = tar(&[("scans/", b'5', b""), ("scans/a.csv", b'0', SCAN.as_bytes()), ("README.md", b'0', b"# x\n")]);
    let tarred = file(folder.path(), "a.tar", &plain);
    let mut archives = vec![
        tarred.clone(),
        file(folder.path(), "upload", &gzip(&plain)),
        file(folder.path(), "a.zip", &zip(&[("scans/a.csv", SCAN.as_bytes()), ("README.md", b"# x\n")])),
    ];
    for (program, end) in [("xz", "xz"), ("zstd", "zst"), ("bzip2", "bz2")] {
        match packed_by(program, &tarred) {
            Some(bytes) => archives.push(file(folder.path(), &format!("a.tar.{end}"), &bytes)),
            None => eprintln!("skipped: {program} is absent"),
        }
    }
    for path in archives {
        let read = load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!((read.scans.len(), read.scans[0].checks.len(), read.notes.len()), (1, 2, 1), "{}", path.display());
        assert_eq!(read.scans[0].source.path, format!("{}/scans/a.csv", path.display()));
        assert!(read.scans[0].source.sha256.is_some());
    }
}

#[test]
fn a_file_that_is_packed_alone_is_read_as_that_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = file(folder.path(), "a.csv", SCAN.as_bytes());
    for (program, end) in [("xz", "xz"), ("zstd", "zst"), ("bzip2", "bz2")] {
        let Some(bytes) = packed_by(program, &plain) else { continue };
        // Appended to each other, both parts are read.
        let mut twice = bytes.clone();
        let more = file(folder.path(), "more", b"#x\n");
        twice.extend(packed_by(program, &more).expect("as before"));
        let path = file(folder.path(), &format!("b.csv.{end}"), &bytes);
        assert_eq!(load(&path).expect("a scan").scans[0].source.path, path.display().to_string());
        let path = file(folder.path(), &format!("c.csv.{end}"), &twice);
        assert!(load(&path).is_err(), "{end}: the second part is not read");
        let path = file(folder.path(), &format!("d.csv.{end}"), &bytes[..bytes.len() - 5]);
        assert!(load(&path).is_err(), "{end}: a cut file is read");
    }
}

#[test]
fn an_archive_in_a_folder_is_read_with_the_rest_and_one_in_an_archive_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    file(folder.path(), "a.csv", SCAN.as_bytes());
    let inner = gzip(&tar(&[("i.csv", b'0', SCAN.as_bytes())]));
    let outer = tar(&[("b.csv", b'0', SCAN.as_bytes()), ("c.tgz", b'0', &inner), ("l.csv", b'2', b"")]);
    file(folder.path(), "b.tar", &outer);
    let read = load(folder.path()).expect("scans");
    assert_eq!(read.scans.len(), 2);
    let doubts: Vec<_> = read.doubts.iter().map(|doubt| doubt.message.as_str()).collect();
    assert!(doubts.iter().any(|why| why.contains("archive inside an archive")), "{doubts:?}");
    assert!(doubts.iter().any(|why| why.contains("is a link")), "{doubts:?}");
}

#[test]
fn a_hostile_archive_is_refused_and_nothing_is_written_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = vec![b'a'; 70_000];
    for (what, bytes) in [
        ("leads out", tar(&[("../../evil.csv", b'0', SCAN.as_bytes())])),
        ("leads out", tar(&[("/tmp/evil.csv", b'0', SCAN.as_bytes())])),
        ("leads out", tar(&[("x", b'L', b"../evil.csv\0"), ("a", b'0', SCAN.as_bytes())])),
        ("leads out", tar(&[("x", b'x', b"22 path=../../evil.csv\n"), ("a", b'0', SCAN.as_bytes())])),
        ("leads out", zip(&[("../evil.csv", SCAN.as_bytes())])),
        ("twice", tar(&[("a.csv", b'0', SCAN.as_bytes()), ("./a.csv", b'0', SCAN.as_bytes())])),
        ("longer", tar(&[("x", b'L', &long)])),
        ("checksum", {
            let mut bytes = tar(&[("a.csv", b'0', SCAN.as_bytes()), ("b.csv", b'0', SCAN.as_bytes())]);
            bytes[1024 + 3] ^= 1;
            bytes
        }),
        ("cut off", tar(&[("a.csv", b'0', SCAN.as_bytes())])[..530].to_vec()),
        ("cut off", zip(&[("a.csv", SCAN.as_bytes())])[..60].to_vec()),
    ] {
        let path = file(folder.path(), "h", &bytes);
        let error = load(&path).expect_err(what);
        assert!(
            error.to_string().contains(what) || error.help.as_ref().is_some_and(|help| help.contains(what)),
            "{error}"
        );
        assert!(error.help.is_some() && error.path == path.display().to_string(), "{error}");
    }
    assert!(!folder.path().join("../evil.csv").exists() && !Path::new("/tmp/evil.csv").exists());
}

#[test]
fn a_bomb_is_refused_at_the_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    let bomb = gzip(&tar(&[("a.csv", b'0', &vec![b' '; 80 << 20])]));
    let path = file(folder.path(), "bomb.tgz", &bomb);
    let error = load(&path).expect_err("a bomb");
    assert!(matches!(error.kind, ReadErrorKind::Limit(_)) && error.to_string().contains("times"), "{error}");
    let small = Loader { most_bytes: Some(1000), ..Loader::default() };
    let path = file(folder.path(), "large.tar", &tar(&[("a.csv", b'0', &[b'x'; 2000])]));
    let error = small.load(&[path]).expect_err("too large");
    assert!(error.to_string().contains("1000 bytes"), "{error}");
}

/// A lost file of an archive would be a lost scan, whose failures nobody misses.
#[test]
fn an_archive_that_is_cut_joined_or_holds_a_name_twice_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (tar(&[("a.csv", b'0', SCAN.as_bytes())]), tar(&[("b.csv", b'0', SCAN.as_bytes())]));
    let zipped = zip(&[("a.csv", SCAN.as_bytes())]);
    let twice = zip(&[("a.csv", SCAN.as_bytes()), ("a.csv", SCAN.as_bytes())]);
    let cut = one.strip_suffix([0; 1024].as_slice()).expect("an end mark");
    for (name, bytes, why) in [
        ("cut.tar", cut.to_vec(), "no end mark"),
        ("joined.tar", [one.clone(), two].concat(), "behind its end mark"),
        ("joined.zip", [zipped.clone(), zipped].concat(), "before the archive"),
        ("twice.zip", twice, "twice"),
    ] {
        let loaded = load(&file(folder.path(), name, &bytes));
        let error = match loaded {
            Err(error) => error,
            Ok(mut loaded) => loaded.failed.pop().expect("refused"),
        };
        assert!(error.to_string().contains(why) && error.help.is_some(), "{name}: {error}");
    }
    let single = [one.get(..one.len() - 512).expect("one block")].concat();
    assert!(load(&file(folder.path(), "single.tar", &single)).is_ok_and(|loaded| loaded.scans.len() == 1));
}

#[test]
fn a_cut_packed_file_says_so_and_a_frame_of_notes_is_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = file(folder.path(), "a.csv", SCAN.as_bytes());
    for (program, end) in [("xz", "xz"), ("zstd", "zst"), ("bzip2", "bz2")] {
        let Some(bytes) = packed_by(program, &plain) else {
            eprintln!("skipped: {program} is absent");
            continue;
        };
        let half = bytes.get(..bytes.len() / 2).expect("half");
        let error = load(&file(folder.path(), &format!("cut.{end}"), half)).expect_err("cut");
        assert!(error.to_string().contains("cannot be unpacked") && error.help.is_some(), "{end}: {error}");
        assert!(!error.to_string().contains("Error("), "{error}");
        if program == "zstd" {
            let notes = b"\x5a\x2a\x4d\x18\x04\0\0\0note";
            for (name, bytes) in [("behind", [&bytes[..], notes].concat()), ("before", [notes, &bytes[..]].concat())] {
                let read = load(&file(folder.path(), name, &bytes)).expect("a scan");
                assert_eq!(read.scans[0].checks.len(), 2);
            }
            let cut = [&bytes[..], notes.get(..9).expect("a part")].concat();
            load(&file(folder.path(), "notes-cut", &cut)).expect_err("cut inside the notes");
        }
    }
}

#[test]
fn an_archive_in_which_nothing_is_found_says_what_was_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = zip(&[("a.csv", SCAN.as_bytes())]);
    let error = load(&file(folder.path(), "outer.zip", &zip(&[("inner.zip", &inner)]))).expect_err("nothing");
    assert!(error.to_string().contains("inner.zip was not read: it is an archive inside an archive"), "{error}");
    assert!(error.help.is_some_and(|help| help.contains("unpack")));
}

/// Runs the program with bytes on standard input.
fn piped(bytes: &[u8]) -> std::process::Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_amicis"))
        .args(["convert", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    program.stdin.take().expect("a pipe").write_all(bytes).expect("written");
    program.wait_with_output().expect("it ends")
}

#[test]
fn an_archive_on_standard_input_is_read_as_one_in_a_file() {
    for bytes in [
        zip(&[("scans/a.csv", SCAN.as_bytes())]),
        gzip(&tar(&[("scans/a.csv", b'0', SCAN.as_bytes())])),
        gzip(SCAN.as_bytes()),
        SCAN.as_bytes().to_vec(),
    ] {
        let output = piped(&bytes);
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && printed.contains("2.2"), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let whole = zip(&[("a.csv", SCAN.as_bytes())]);
    let output = piped(whole.get(..whole.len() - 9).expect("cut"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("error: -: "), "{said}");
}
