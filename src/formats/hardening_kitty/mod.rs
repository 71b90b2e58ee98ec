//! `HardeningKitty`.

mod format;

pub(super) use format::HardeningKitty;
