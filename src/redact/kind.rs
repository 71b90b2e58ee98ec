//! The kinds of values that identify.

use std::fmt;

/// A kind of value that identifies a machine, a network or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An account of a cloud, alone or in an ARN.
    Account,
    /// An IPv4, IPv6 or hardware address.
    Address,
    /// A host's name, short or full.
    Host,
    /// An instance, or another resource of a cloud: a network interface, a volume, a security group.
    Instance,
    /// A mail address.
    Mail,
    /// A user's name, as home folders and mail addresses tell it.
    User,
    /// A word of the person's own list.
    Word,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Account, Self::Address, Self::Host, Self::Instance, Self::Mail, Self::User, Self::Word];

    /// The word for it, as `--keep` takes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Address => "address",
            Self::Host => "host",
            Self::Instance => "instance",
            Self::Mail => "mail",
            Self::User => "user",
            Self::Word => "word",
        }
    }

    /// The kind for a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The words for so many of them.
    pub fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Account => ("account", "accounts"),
            Self::Address => ("address", "addresses"),
            Self::Host => ("host name", "host names"),
            Self::Instance => ("instance or resource id", "instance and resource ids"),
            Self::Mail => ("mail address", "mail addresses"),
            Self::User => ("user", "users"),
            Self::Word => ("word of your own", "words of your own"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// Whether a value of the kind, once found, is replaced wherever it stands as a word.
    pub(crate) fn is_a_word(self) -> bool {
        matches!(self, Self::Account | Self::User)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
