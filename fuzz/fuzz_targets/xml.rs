//! XML through detection, reading, judging and every output.

#![no_main]

use amicis_fuzz::{Kind, read};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if Kind::of(bytes) != Kind::Xml {
        return Corpus::Reject;
    }
    read(bytes);
    Corpus::Keep
});
