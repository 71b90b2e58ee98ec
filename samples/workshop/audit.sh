#!/usr/bin/env bash
# Checks some recommendations of the CIS Amazon Linux 2 Benchmark v2.0.0 on the running machine and
# prints them as amicis/1 JSON Lines. An example of how little a script of your own has to write.
#
# usage, as root on the image: AMI_ID=ami-… AMI_NAME=… ./audit.sh > native.ndjson
set -uo pipefail
: "${AMI_ID:?give the id of the AMI}" "${AMI_NAME:?give the name of the AMI}"

readonly PARTIAL='a script of 19 recommendations'
count=0

# A JSON string: quotes and backslashes escaped, control characters dropped.
string() {
  local text
  text=$(tr -d '\000-\037\177' <<<"$1")
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "$text"
}

# A JSON list of the lines on standard input.
list() {
  local line separator=''
  printf '['
  while IFS= read -r line; do
    [[ -n $line ]] || continue
    printf '%s' "$separator"
    string "$line"
    separator=','
  done
  printf ']'
}

# result NUMBER TITLE STATUS EVIDENCE
result() {
  printf '{"type":"check","number":"%s","title":%s,"status":"%s"' "$1" "$(string "$2")" "$3"
  [[ -z $4 ]] || printf ',"evidence":%s' "$(list <<<"$4")"
  printf '}\n'
  count=$((count + 1))
}

# none NUMBER TITLE COMMAND…: passes when the command prints nothing; every line is an offender.
# A command that could not do its work (exit code 2 and above) is an error, never a pass.
none() {
  local number=$1 title=$2 found code
  shift 2
  found=$("$@" 2>/dev/null)
  code=$?
  if ((code > 1)); then
    result "$number" "$title" error "$* ended with exit code $code"
  elif [[ -z $found ]]; then
    result "$number" "$title" pass ''
  else
    result "$number" "$title" fail "$found"
  fi
}

# setting NUMBER TITLE KEY VALUE: passes when the kernel parameter has the value.
setting() {
  local found
  if ! found=$(sysctl -n "$3" 2>/dev/null); then
    result "$1" "$2" error "$3 cannot be read"
  elif [[ $found == "$4" ]]; then
    result "$1" "$2" pass "$3 = $found"
  else
    result "$1" "$2" fail "$3 = $found"
  fi
}

# Everything on the root disk and in /run, without other mounts.
files() { find / /run -xdev "$@"; }

loaded() { lsmod | awk -v module="$1" '$1 == module'; }
installed() { rpm -q "$1" | awk '!/is not installed/'; }
unmasked() { [[ $(systemctl is-enabled "$2" 2>/dev/null) == masked ]] || installed "$1"; }
looser() { [[ -e $2 ]] && find "$2" -perm "/$1" -printf '%m %u:%g %p\n' || return 2; }
host_keys() { find /etc/ssh -name 'ssh_host_*_key' -perm /0077 -printf '%m %u:%g %p\n'; }
root_login() { sshd -T | awk '$1 == "permitrootlogin" && $2 != "no"'; }
empty_passwords() { awk -F: '$2 == "" { print $1 }' /etc/shadow; }
root_accounts() { awk -F: '$3 == 0 && $1 != "root" { print $1 }' /etc/passwd; }
no_remote_log() {
  grep -Eqsh '^[^#]*(@@?|omfwd)' /etc/rsyslog.conf /etc/rsyslog.d/*.conf || echo 'no remote log host in /etc/rsyslog.conf'
}

now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

printf '{"type":"scan","format":"amicis/1","tool":{"name":"audit.sh","version":"1"}'
printf ',"benchmark":{"title":"CIS Amazon Linux 2 Benchmark","version":"2.0.0"},"profile":{"title":"Level 2","level":2}'
printf ',"target":{"ami_id":%s,"ami_name":%s,"hostname":%s}' \
  "$(string "$AMI_ID")" "$(string "$AMI_NAME")" "$(string "$(uname -n)")"
printf ',"started":"%s","coverage":{"partial":%s}}\n' "$(now)" "$(string "$PARTIAL")"

none 1.1.1.1 'Ensure mounting of cramfs filesystems is disabled' loaded cramfs
none 1.1.22 'Ensure sticky bit is set on all world-writable directories' files -type d -perm -0002 ! -perm -1000
setting 1.5.3 'Ensure address space layout randomization (ASLR) is enabled' kernel.randomize_va_space 2
none 2.1.17 'Ensure nfs-utils is not installed or the nfs-server service is masked' unmasked nfs-utils nfs-server
setting 3.2.1 'Ensure IP forwarding is disabled' net.ipv4.ip_forward 0
setting 3.2.2 'Ensure packet redirect sending is disabled' net.ipv4.conf.all.send_redirects 0
setting 3.3.1 'Ensure source routed packets are not accepted' net.ipv4.conf.all.accept_source_route 0
setting 3.3.2 'Ensure ICMP redirects are not accepted' net.ipv4.conf.all.accept_redirects 0
none 4.2.1.5 'Ensure rsyslog is configured to send logs to a remote log host' no_remote_log
none 5.1.2 'Ensure permissions on /etc/crontab are configured' looser 0077 /etc/crontab
none 5.3.1 'Ensure permissions on /etc/ssh/sshd_config are configured' looser 0077 /etc/ssh/sshd_config
none 5.3.2 'Ensure permissions on SSH private host key files are configured' host_keys
none 5.3.10 'Ensure SSH root login is disabled' root_login
none 6.1.2 'Ensure permissions on /etc/passwd are configured' looser 0133 /etc/passwd
none 6.1.10 'Ensure no world writable files exist' files -type f -perm -0002
none 6.1.11 'Ensure no unowned files or directories exist' files -nouser
none 6.1.12 'Ensure no ungrouped files or directories exist' files -nogroup
none 6.2.2 'Ensure /etc/shadow password fields are not empty' empty_passwords
none 6.2.9 'Ensure root is the only UID 0 account' root_accounts

# Without this line a reader knows that the audit stopped early.
printf '{"type":"end","checks":%d}\n' "$count"
