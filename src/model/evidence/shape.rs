//! What lines of evidence are: tables that known programs print, lists of paths, what a kit says beside its findings.
//!
//! Recognised by their shape alone, and only where nothing about it is doubtful: what fits no shape stays the line that it is.
//! Every line is part of exactly one block, in the order of the lines.

use super::listing::LISTINGS;

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'l> {
    /// Lines as they are.
    Lines(Vec<&'l str>),
    /// Paths, one a line.
    Paths(Vec<&'l str>),
    /// A verdict's heading, advice, and steps of a kit that also remediates: words beside the findings.
    Words(Vec<&'l str>),
    /// Rows of a listing, every one with a cell for each head.
    Table(&'static [&'static str], Vec<Vec<&'l str>>),
}

/// The lines as blocks.
pub fn blocks<'l>(lines: &[&'l str]) -> Vec<Block<'l>> {
    let mut blocks: Vec<Block<'l>> = Vec::new();
    let mut rest = lines;
    while let [first, after @ ..] = rest {
        if let Some((block, taken)) = table(rest).or_else(|| paths(rest)).or_else(|| words(rest)) {
            blocks.push(block);
            rest = rest.get(taken..).unwrap_or_default();
            continue;
        }
        match blocks.last_mut() {
            Some(Block::Lines(lines)) => lines.push(first),
            _ => blocks.push(Block::Lines(vec![first])),
        }
        rest = after;
    }
    // Where a tool says nothing but that, it is what was found.
    if !blocks.is_empty() && blocks.iter().all(|block| matches!(block, Block::Words(_))) {
        return vec![Block::Lines(lines.to_vec())];
    }
    blocks
}

/// A listing at the beginning of the lines, and how many of them it takes: one row is enough below its head.
fn table<'l>(lines: &[&'l str]) -> Option<(Block<'l>, usize)> {
    let packed = lines.first()?.split_whitespace().collect::<String>();
    LISTINGS.iter().find_map(|listing| {
        let headed = usize::from(listing.above.contains(&packed.as_str()));
        // dpkg underlines its head.
        let ruled = lines
            .get(headed)
            .is_some_and(|line| headed > 0 && line.starts_with("+++-") && line.trim_end().ends_with('='));
        let begin = headed + usize::from(ruled);
        let rows: Vec<_> = lines.iter().skip(begin).map_while(|line| (listing.row)(line)).collect();
        let least = if headed > 0 { 1 } else { 2 };
        let taken = begin + rows.len();
        (rows.len() >= least).then_some((Block::Table(listing.heads, rows), taken))
    })
}

fn paths<'l>(lines: &[&'l str]) -> Option<(Block<'l>, usize)> {
    let is_path = |line: &&&str| line.starts_with('/') && !line.contains(char::is_whitespace);
    let paths: Vec<&str> = lines.iter().take_while(is_path).copied().collect();
    let count = paths.len();
    (count > 1).then_some((Block::Paths(paths), count))
}

fn words<'l>(lines: &[&'l str]) -> Option<(Block<'l>, usize)> {
    let mut taken = 0;
    // What an advice's colon announces is part of it.
    let mut announced = false;
    for line in lines {
        if !(announced || is_heading(line) || is_advice(line)) {
            break;
        }
        announced = is_advice(line) && line.trim_end().ends_with(':');
        taken += 1;
    }
    (taken > 0).then(|| (Block::Words(lines.get(..taken).unwrap_or_default().to_vec()), taken))
}

/// A verdict alone, or the head above it: `FAIL:`, `** FAIL **`, `Audit Result:`.
fn is_heading(line: &str) -> bool {
    let word = line.trim_matches(|c: char| c.is_whitespace() || "*:-".contains(c));
    line.trim().is_empty()
        || ["fail", "failed", "pass", "passed", "audit result", "audit results", "reasons for audit failure"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
}

/// How sentences begin that say what somebody should do, or what the kit did.
const ADVICE: [&str; 25] = [
    "Add the following ",
    "Configured repos should be ",
    "Could not remediate ",
    "Create an empty group ",
    "Edit the ",
    "For new installations, ",
    "For systems that were previously installed, ",
    "If a listed service is not required, ",
    "If the package containing the service is required ",
    "Making modifications to ",
    "Manual remediation is required",
    "Please refer to ",
    "Reboot required",
    "Refer to Recommendation ",
    "Remediation:",
    "Remounting ",
    "Restricting which users ",
    "Review /",
    "Review any ",
    "Run the following ",
    "Set the root password manually",
    "Setting default ",
    "Therefore, it is recommended ",
    "Updating ",
    "Before setting ",
];

fn is_advice(line: &str) -> bool {
    let line = line.trim_start();
    ADVICE.iter().any(|opening| line.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SS: [&str; 3] = [
        "Netid State  Recv-Q Send-Q                 Local Address:Port  Peer Address:PortProcess",
        "udp   UNCONN 0      0                            0.0.0.0:68         0.0.0.0:*    users:((\"dhclient\",pid=2109,fd=6))",
        "tcp   LISTEN 0      128                             [::]:22            [::]:*    ",
    ];

    fn tables(lines: &[&str]) -> Vec<(usize, Vec<String>)> {
        let rows = |block: &Block<'_>| match block {
            Block::Table(heads, rows) => Some((heads.len(), rows.iter().map(|row| row.join("|")).collect())),
            _ => None,
        };
        blocks(lines).iter().filter_map(rows).collect()
    }

    #[test]
    fn sockets_files_and_packages_are_tables() {
        let rows = [
            "udp|UNCONN|0|0|0.0.0.0:68|0.0.0.0:*|users:((\"dhclient\",pid=2109,fd=6))",
            "tcp|LISTEN|0|128|[::]:22|[::]:*|",
        ];
        assert_eq!(tables(&SS), [(7, rows.map(str::to_owned).to_vec())]);
        let of_one = ["State Recv-Q Send-Q Local Address:Port Peer Address:Port", "LISTEN 0 128 *:22 *:*"];
        assert_eq!(tables(&of_one), [(6, vec!["LISTEN|0|128|*:22|*:*|".to_owned()])]);
        let netstat =
            ["tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN 1234/sshd: /usr/sbin", "udp 0 0 0.0.0.0:68 0.0.0.0:* 77/dhclient"];
        let rows =
            ["tcp|0|0|0.0.0.0:22|0.0.0.0:*|LISTEN|1234/sshd: /usr/sbin", "udp|0|0|0.0.0.0:68|0.0.0.0:*||77/dhclient"];
        assert_eq!(tables(&netstat), [(7, rows.map(str::to_owned).to_vec())]);
        let ls = ["drwxrwxrwx. 2 root root 4.0K Mar 10 12:01 /opt/a b", "-rw-r--r-- 1 root 998 12 2026-03-10 12:01 x"];
        let rows =
            ["drwxrwxrwx.|2|root|root|4.0K|Mar 10 12:01|/opt/a b", "-rw-r--r--|1|root|998|12|2026-03-10 12:01|x"];
        assert_eq!(tables(&ls), [(7, rows.map(str::to_owned).to_vec())]);
        let dpkg = [
            "||/ Name Version Architecture Description",
            "+++-====-====-====-====",
            "ii  telnet 0.17-44 all   the telnet client",
        ];
        assert_eq!(tables(&dpkg), [(5, vec!["ii|telnet|0.17-44|all|the telnet client".to_owned()])]);
        let rpm = ["openssl-3.0.8-1.amzn2023.0.18.x86_64", "python3-libs-3.9.16-1.noarch"];
        let rows = ["openssl|3.0.8-1.amzn2023.0.18|x86_64", "python3-libs|3.9.16-1|noarch"];
        assert_eq!(tables(&rpm), [(3, rows.map(str::to_owned).to_vec())]);
        let ps = [
            "system_u:system_r:unconfined_service_t:s0 3391 ? 00:00:41 containerd-shim -n k8s.io",
            "a_u:b_r:c_t:s0-s0:c0.c1023 1 pts/0 1-00:00:00 x",
        ];
        let rows = [
            "system_u:system_r:unconfined_service_t:s0|3391|?|00:00:41|containerd-shim -n k8s.io",
            "a_u:b_r:c_t:s0-s0:c0.c1023|1|pts/0|1-00:00:00|x",
        ];
        assert_eq!(tables(&ps), [(5, rows.map(str::to_owned).to_vec())]);
    }

    #[test]
    fn what_is_not_certain_stays_as_it_is() {
        let cut = format!("{}… (12 more bytes)", SS[1].get(..40).unwrap_or_default());
        let lines = [
            cut.as_str(),
            "tcp LISTEN 0 x a:1 b:2",
            "crw-rw-rw- 1 root root 8, 1 Mar 10 12:01 sda",
            "a-1.x86_64",
            "ii name",
            "/only/one",
        ];
        assert_eq!(blocks(&lines), [Block::Lines(lines.to_vec())]);
        assert_eq!(blocks(&["openssl-3.0.8-1.x86_64"]), [Block::Lines(vec!["openssl-3.0.8-1.x86_64"])]);
    }

    #[test]
    fn words_of_a_kit_are_apart_and_a_list_of_paths_is_one() {
        let lines = [
            "FAIL:",
            "SELinux state is: Disabled",
            "Run the following command:",
            "setenforce 1",
            "/a",
            "/b",
            "Reboot required",
        ];
        let expected = [
            Block::Words(vec!["FAIL:"]),
            Block::Lines(vec!["SELinux state is: Disabled"]),
            Block::Words(vec!["Run the following command:", "setenforce 1"]),
            Block::Paths(vec!["/a", "/b"]),
            Block::Words(vec!["Reboot required"]),
        ];
        assert_eq!(blocks(&lines), expected);
        assert_eq!(blocks(&["FAIL:", "Reboot required"]), [Block::Lines(vec!["FAIL:", "Reboot required"])]);
        assert_eq!(blocks(&[]), []);
    }

    proptest::proptest! {
        /// Every word of every line is in the blocks, in their order; heads of listings are said anew.
        #[test]
        fn no_line_is_lost(lines in proptest::collection::vec(line(), 0..12)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let mut shown = Vec::new();
            for block in blocks(&lines) {
                match block {
                    Block::Lines(lines) | Block::Paths(lines) | Block::Words(lines) => shown.extend(lines.into_iter().map(str::to_owned)),
                    Block::Table(_, rows) => shown.extend(rows.into_iter().map(|row| row.concat())),
                }
            }
            let packed = |line: &str| line.chars().filter(|c| !c.is_whitespace() && !"-.".contains(*c)).collect::<String>();
            // A head stands above its table, or as a line where there is none.
            let is_head = |line: &str| LISTINGS.iter().any(|listing| listing.above.contains(&line.split_whitespace().collect::<String>().as_str()));
            let shown: Vec<String> = shown.iter().filter(|line| !is_head(line)).map(|line| packed(line)).collect();
            let given: Vec<String> = lines.iter().filter(|line| !is_head(line)).map(|line| packed(line)).collect();
            proptest::prop_assert_eq!(shown, given);
        }
    }

    /// Lines of listings, whole and cut, and any others.
    fn line() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::strategy::{Just, Strategy};
        let known = [
            SS[0],
            SS[1],
            SS[2],
            "LISTEN 0 128 *:22 *:*",
            "-rw-r--r-- 1 root root 12 Mar 10  2026 a",
            "ii  telnet 0.17-44 all",
            "openssl-3.0.8-1.x86_64",
            "/a",
            "/b/c",
            "FAIL:",
            "Run the following:",
            "",
            "tcp 0 0 a:1 b:* 1/x y",
        ];
        let cut = (0..known.len(), 0..90_usize)
            .prop_map(move |(at, end)| known[at].get(..end).unwrap_or(known[at]).to_owned());
        proptest::prop_oneof![
            proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
            cut,
            "\\PC{0,30}",
            Just("\t".to_owned())
        ]
    }
}
