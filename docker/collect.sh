#!/bin/sh
# Copies programs, the libraries they need and other files from this stage to a folder that becomes a whole image: no
# shell, no package manager, nothing that nobody runs. What the files came from is written down beside them (CycloneDX).
#
#   collect.sh FOLDER PATH...      a folder is taken with everything in it
set -eu
out=$1
shift

mkdir -p "$out/usr/bin" "$out/usr/sbin" "$out/usr/lib" "$out/usr/lib64" "$out/usr/share/sbom" "$out/etc" "$out/tmp"
chmod 1777 "$out/tmp"
for name in bin sbin lib lib64; do ln -sfn "usr/$name" "$out/$name"; done

# One file under its own name below usr/, whatever links led to it.
take() {
  folder=$(realpath "$(dirname "$1")")
  mkdir -p "$out$folder"
  [ -e "$out$folder/$(basename "$1")" ] || cp -pL "$1" "$out$folder/"
  realpath "$1" >>/tmp/collected
}

: >/tmp/collected
for path in "$@"; do
  [ -e "$path" ] || { echo "collect.sh: $path is not there" >&2; exit 1; }
  if [ -d "$path" ]; then
    mkdir -p "$out$path"
    cp -aL "$path/." "$out$path/"
    find -L "$path" -type f -exec realpath {} + >>/tmp/collected
  else
    take "$path"
  fi
done
# Programs and libraries that are found by name: those of every file taken so far, with their own.
sort -u /tmp/collected | xargs -r ldd 2>/dev/null | sed -n 's/^.*=> \(\/[^ ]*\) .*$/\1/p; s/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*$/\1/p' |
  sort -u | while read -r library; do take "$library"; done

# Who everything runs as, and how names are looked up.
echo 'root:x:0:0::/nonexistent:/usr/sbin/nologin' >"$out/etc/passwd"
echo 'centralino:x:10001:10001::/var/lib/centralino:/usr/sbin/nologin' >>"$out/etc/passwd"
echo 'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin' >>"$out/etc/passwd"
printf 'root:x:0:\ncentralino:x:10001:\nnogroup:x:65534:\n' >"$out/etc/group"
echo 'hosts: files dns' >"$out/etc/nsswitch.conf"

# The packages behind the files, as a software bill of materials.
architecture=$(dpkg --print-architecture)
{
  printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n  "components": ['
  comma=
  sort -u /tmp/collected | xargs dpkg -S 2>/dev/null | sed 's/: \/.*$//; s/:[a-z0-9]*$//' | sort -u |
    xargs dpkg-query -W -f '${Package} ${Version}\n' | sort -u | while read -r name version; do
      encoded=$(printf %s "$version" | sed 's/+/%2B/g; s/:/%3A/g; s/~/%7E/g')
      printf '%s\n    { "type": "library", "name": "%s", "version": "%s", "purl": "pkg:deb/debian/%s@%s?arch=%s" }' \
        "$comma" "$name" "$version" "$name" "$encoded" "$architecture"
      comma=,
    done
  printf '\n  ]\n}\n'
} >"$out/usr/share/sbom/debian.cdx.json"
