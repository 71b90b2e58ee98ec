//! Pseudonyms: one for each value, in its shape, and never one that stands in the data already.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;

/// The pseudonyms of all values that were found.
#[derive(Debug, Default)]
pub(crate) struct Pseudonyms {
    /// For each kind and value its number within its shape.
    numbers: BTreeMap<(Shape, String), u32>,
    /// The numbers given away in each shape; those of an earlier bundle stay its own.
    taken: BTreeMap<Shape, BTreeSet<u32>>,
    next: BTreeMap<Shape, u32>,
}

/// The form of a value, which its pseudonym has too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Account,
    V4,
    V6,
    Hardware,
    Address,
    Host,
    /// An id of a cloud with so many hexadecimal digits.
    Id(usize),
    Instance,
    Mail,
    User,
    Word,
}

impl Shape {
    fn of(kind: Kind, value: &str) -> Self {
        match kind {
            Kind::Account => Self::Account,
            Kind::Address if value.parse::<core::net::Ipv4Addr>().is_ok() => Self::V4,
            Kind::Address if value.parse::<core::net::Ipv6Addr>().is_ok() => Self::V6,
            Kind::Address if value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_hexdigit()) => Self::Hardware,
            Kind::Address => Self::Address,
            Kind::Host => Self::Host,
            Kind::Instance => match value.rsplit_once('-') {
                Some((_, digits)) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => Self::Id(digits.len()),
                _ => Self::Instance,
            },
            Kind::Mail => Self::Mail,
            Kind::User => Self::User,
            Kind::Word => Self::Word,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Account => Kind::Account,
            Self::V4 | Self::V6 | Self::Hardware | Self::Address => Kind::Address,
            Self::Host => Kind::Host,
            Self::Id(_) | Self::Instance => Kind::Instance,
            Self::Mail => Kind::Mail,
            Self::User => Kind::User,
            Self::Word => Kind::Word,
        }
    }

    /// The pseudonym with a number, without what a value's own prefix is.
    fn shown(self, number: u32) -> String {
        match self {
            Self::Account => format!("{number:012}"),
            Self::V4 => v4(number).to_string(),
            Self::V6 => format!("2001:db8::{number:x}"),
            Self::Hardware => format!("00005e{number:06x}"),
            Self::Id(digits) => format!("{number:0digits$x}"),
            Self::Address => format!("address-{number}"),
            Self::Host => format!("host-{number}"),
            Self::Instance => format!("instance-{number}"),
            Self::Mail => format!("mail-{number}@example.com"),
            Self::User => format!("user-{number}"),
            Self::Word => format!("word-{number}"),
        }
    }

    /// The number of a value that is a pseudonym itself, of a bundle that is scanned or compared again.
    fn number_in(self, value: &str) -> Option<u32> {
        let of_word = |word: &str| value.strip_prefix(word)?.parse().ok();
        let number = match self {
            Self::Account => value.parse().ok(),
            Self::V4 => number_of(value.parse().ok()?),
            Self::V6 => u32::from_str_radix(value.strip_prefix("2001:db8::")?, 16).ok(),
            Self::Hardware => u32::from_str_radix(value.strip_prefix("00005e")?, 16).ok(),
            Self::Id(_) => u32::from_str_radix(value.rsplit_once('-')?.1, 16).ok(),
            Self::Address => of_word("address-"),
            Self::Host => of_word("host-"),
            Self::Instance => of_word("instance-"),
            Self::Mail => value.strip_suffix("@example.com")?.strip_prefix("mail-")?.parse().ok(),
            Self::User => of_word("user-"),
            Self::Word => of_word("word-"),
        };
        // Real ids that are this small there are none; a random one has digits in front.
        number.filter(|number| *number <= MOST_GIVEN)
    }
}

/// No bundle has more values of a shape.
const MOST_GIVEN: u32 = 9_999_999;

/// Whether a value is a pseudonym, and not one that a machine or a person has.
pub(crate) fn is_pseudonym(kind: Kind, value: &str) -> bool {
    Shape::of(kind, value).number_in(value).is_some()
}

/// The number of an address that is a pseudonym.
pub(crate) fn number_of(address: core::net::Ipv4Addr) -> Option<u32> {
    let [a, b, c, last] = address.octets();
    let block = DOCUMENTATION.iter().position(|block| *block == [a, b, c]);
    let number = match block {
        Some(block) if last > 0 && last < u8::MAX => u32::try_from(block).ok()? * 254 + u32::from(last),
        Some(_) => return None,
        None => u32::from(address).checked_sub(0xc612_0000).filter(|more| *more < 1 << 17)? + 3 * 254 + 1,
    };
    (v4(number) == address).then_some(number)
}

const DOCUMENTATION: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];

/// An address of the ranges that documentation and tests of networks may use, and nobody else.
fn v4(number: u32) -> core::net::Ipv4Addr {
    let place = number.saturating_sub(1);
    let (block, last) = (place / 254, u8::try_from(place % 254 + 1).unwrap_or(u8::MAX));
    if let Some([a, b, c]) = DOCUMENTATION.get(block as usize) {
        return core::net::Ipv4Addr::new(*a, *b, *c, last);
    }
    // 198.18.0.0/15, and behind its end 240.0.0.0/4: together enough for every text that fits in memory.
    let more = place - 3 * 254;
    let address = if more < 1 << 17 { 0xc612_0000 + more } else { 0xf000_0000_u32.saturating_add(more) };
    core::net::Ipv4Addr::from(address)
}

impl Pseudonyms {
    /// Gives a value a pseudonym, unless it has one or is one; whether it has one now.
    pub(crate) fn take(&mut self, kind: Kind, value: &str) -> bool {
        let shape = Shape::of(kind, value);
        if let Some(number) = shape.number_in(value) {
            self.taken.entry(shape).or_default().insert(number);
            return false;
        }
        let key = (shape, value.to_owned());
        if self.numbers.contains_key(&key) {
            return true;
        }
        // An earlier bundle's may come behind: `settle` passes over those.
        let next = self.next.entry(shape).or_default();
        *next += 1;
        self.numbers.insert(key, *next);
        true
    }

    /// The pseudonym of a value; `None` for a value that is one itself.
    pub(crate) fn of(&self, kind: Kind, value: &str) -> Option<String> {
        let shape = Shape::of(kind, value);
        Some(shape.shown(*self.numbers.get(&(shape, value.to_owned()))?))
    }

    /// Passes over the numbers of an earlier bundle, once all values are known.
    pub(crate) fn settle(&mut self) {
        let mut order: Vec<_> = self.numbers.iter_mut().map(|((shape, _), number)| (*shape, number)).collect();
        order.sort();
        let mut last = None;
        for (shape, number) in order {
            let mut free = last.filter(|(of, _)| *of == shape).map_or(1, |(_, number)| number + 1);
            while self.taken.get(&shape).is_some_and(|taken| taken.contains(&free)) {
                free += 1;
            }
            *number = free;
            last = Some((shape, free));
        }
    }

    /// How many values of each kind have a pseudonym.
    pub(crate) fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for (shape, _) in self.numbers.keys() {
            *counts.entry(shape.kind()).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_has_the_shape_of_its_value() {
        let mut given = Pseudonyms::default();
        for (kind, value, pseudonym) in [
            (Kind::Account, "111122223333", "000000000001"),
            (Kind::Address, "10.0.0.9", "192.0.2.1"),
            (Kind::Address, "fe80::ff:fe00:1", "2001:db8::1"),
            (Kind::Address, "0a1b2c3d4e5f", "00005e000001"),
            (Kind::Host, "web01.corp.example", "host-1"),
            (Kind::Instance, "i-0123456789abcdef0", "00000000000000001"),
            (Kind::Instance, "vol-0123abcd", "00000001"),
            (Kind::Mail, "alice@corp.example", "mail-1@example.com"),
        ] {
            assert!(given.take(kind, value));
            assert_eq!(given.of(kind, value).as_deref(), Some(pseudonym), "{value}");
        }
    }

    #[test]
    fn pseudonyms_of_an_earlier_bundle_stay_and_are_given_to_nobody_else() {
        let mut given = Pseudonyms::default();
        assert!(given.take(Kind::Host, "builder") && !given.take(Kind::Host, "host-1"));
        given.settle();
        assert_eq!(given.of(Kind::Host, "builder").as_deref(), Some("host-2"));
        assert_eq!(given.of(Kind::Host, "host-1"), None);
    }

    #[test]
    fn a_hundred_thousand_addresses_have_as_many_pseudonyms() {
        let all: BTreeSet<_> = (1..=200_000).map(v4).collect();
        assert_eq!(all.len(), 200_000);
        assert!(all.iter().all(|address| !address.is_private()));
        assert!((1..=100_000).all(|number| number_of(v4(number)) == Some(number)));
    }
}
