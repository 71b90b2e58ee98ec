//! Fleets: tables of columns are read back and held against what the program says otherwise.
//!
//! They need the feature `parquet`: `cargo test --features parquet --test fleet`.

#![cfg_attr(
    feature = "parquet",
    expect(
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "a test fails by panicking"
    )
)]

#[cfg(feature = "parquet")]
mod duckdb;
#[cfg(feature = "parquet")]
mod errors;
#[cfg(feature = "parquet")]
mod lake;
mod pages;
#[cfg(feature = "parquet")]
mod repeat;
#[cfg(feature = "parquet")]
mod samples;
#[cfg(feature = "parquet")]
mod types;

#[cfg(not(feature = "parquet"))]
mod without {
    use std::process::Command;

    #[test]
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn tables_of_columns_are_read_back() {
        eprintln!("SKIPPED: this build has no Parquet, so no table was read back; --features parquet has it");
    }

    #[test]
    fn a_build_without_parquet_says_how_to_get_one_that_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let lake = folder.path().join("lake").display().to_string();
        let scan = "samples/workshop/release-1/cis-cat.xml";
        let registry = "samples/workshop/exceptions.toml";
        for arguments in [
            vec!["convert", scan, "--to", "parquet", "-o", &lake],
            vec!["convert", scan, "--to", "arrow"],
            vec!["assess", scan, "-r", registry, "--to", "parquet", "-o", &lake],
            vec!["registry", "export", "--to", "parquet", "-r", registry, "-o", &lake],
            vec!["crosswalk", "--all", "--format", "parquet", "-o", &lake],
        ] {
            let amicis = Command::new(env!("CARGO_BIN_EXE_amicis")).args(&arguments).output().expect("it runs");
            let said = String::from_utf8_lossy(&amicis.stderr);
            assert_eq!(amicis.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains("cargo install --path . --features parquet"), "{arguments:?}: {said}");
            assert!(amicis.stdout.is_empty() && !folder.path().join("lake").exists(), "{arguments:?}");
        }
    }
}
