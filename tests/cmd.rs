//! Every subcommand as a person uses it: good use and bad use, in `tests/cmd/`.

#[test]
fn the_commands_do_what_their_transcripts_say() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("tests/cmd/registry/*.trycmd");
}
