#!/bin/sh
# Makes the disk images beside this file anew, and what the distribution's own tools say about them. None is mounted.
# On Debian 12, as root, it needs: debootstrap, rpm, e2fsprogs, xfsprogs, fdisk, and the network for Debian's packages.
set -eu
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pack() {
  node -e '
    const { brotliCompressSync, constants } = require("node:zlib");
    const data = require("node:fs").readFileSync(process.argv[1]);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
    require("node:fs").writeFileSync(process.argv[2], brotliCompressSync(data, { params }));
  ' "$1" "$here/$2"
}

# A Debian, of which only what tells what is installed is kept, with what people install beside it.
debootstrap --variant=minbase bookworm "$work/debian" http://deb.debian.org/debian > "$work/log"
dpkg-query --admindir="$work/debian/var/lib/dpkg" -W \
  -f '${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}\n' | sort > debian.txt
deb="$work/deb"
mkdir -p "$deb/etc" "$deb/usr/lib" "$deb/var/lib/dpkg" "$deb/opt/shop/node_modules/lodash" "$deb/srv"
cp -a "$work/debian/etc/os-release" "$deb/etc/"
cp -a "$work/debian/usr/lib/os-release" "$deb/usr/lib/"
cp -a "$work/debian/var/lib/dpkg/status" "$deb/var/lib/dpkg/"
printf '{ "name": "lodash", "version": "4.17.15" }\n' > "$deb/opt/shop/node_modules/lodash/package.json"
site="$deb/opt/shop/venv/lib/python3.11/site-packages/Jinja2-2.10.dist-info"
mkdir -p "$site"
printf 'Metadata-Version: 2.1\nName: Jinja2\nVersion: 2.10\n\nA template engine.\n' > "$site/METADATA"
truncate -s 16M "$work/debian.ext4"
mkfs.ext4 -q -d "$deb" -E hash_seed=01234567-89ab-cdef-0123-456789abcdef -U 01234567-89ab-cdef-0123-456789abcdef "$work/debian.ext4"
pack "$work/debian.ext4" debian.ext4.br

# An AlmaLinux, its packages empty but for their headers.
package() { # name epoch version release module
  {
    printf 'Name: %s\nVersion: %s\nRelease: %s\nSummary: A test\nLicense: none\nBuildArch: noarch\n' "$1" "$3" "$4"
    [ "$2" = - ] || printf 'Epoch: %s\n' "$2"
    [ -z "${5-}" ] || printf 'ModularityLabel: %s\n' "$5"
    printf '%%description\n'
    # Long enough for pages of overflow.
    for line in $(seq "${6-3}"); do echo "Line $line of the description of a package that holds nothing."; done
    printf '%%files\n'
  } > "$work/$1.spec"
  rpmbuild -bb --quiet --define "_topdir $work/top" --define "_rpmdir $work/rpms" "$work/$1.spec" 2> /dev/null
}
package openssl-libs 1 3.0.7 16.el9_2
package openssl 1 3.0.7 16.el9_2
package kernel-core - 5.14.0 284.11.1.el9_2 '' 2000
package glibc 0 2.34 60.el9
package bash - 5.1.8 6.el9_1
package curl - 7.76.1 23.el9_2.1 '' 300
package sudo - 1.9.5p2 9.el9
package nodejs 1 18.14.2 3.module_el9.2.0+29+de583a0f nodejs:18:9020020230301:rhel9
rpm="$work/rpm"
mkdir -p "$rpm/etc" "$rpm/usr/lib"
rpm --root "$rpm" --dbpath /var/lib/rpm --define '_db_backend sqlite' -i --nodeps --nosignature --ignorearch \
  "$work"/rpms/*/*.rpm 2> /dev/null
rpm --root "$rpm" --dbpath /var/lib/rpm --define '_db_backend sqlite' -qa \
  --qf '%{NAME} %{EVR} %{ARCH} %{SOURCERPM} %{MODULARITYLABEL}\n' | sort > alma.txt
rm -f "$rpm"/var/lib/rpm/rpmdb.sqlite-* "$rpm"/var/lib/rpm/.rpm.lock
printf 'NAME="AlmaLinux"\nID="almalinux"\nVERSION_ID="9.2"\nPRETTY_NAME="AlmaLinux 9.2 (Turquoise Kodkod)"\n' \
  > "$rpm/usr/lib/os-release"
ln -s ../usr/lib/os-release "$rpm/etc/os-release"
cat > "$work/proto" <<PROTO
/none
0 0
d--755 0 0
etc d--755 0 0
os-release l--777 0 0 ../usr/lib/os-release
$
usr d--755 0 0
lib d--755 0 0
os-release ---644 0 0 $rpm/usr/lib/os-release
$
$
var d--755 0 0
lib d--755 0 0
rpm d--755 0 0
rpmdb.sqlite ---644 0 0 $rpm/var/lib/rpm/rpmdb.sqlite
$
$
$
$
PROTO
truncate -s 32M "$work/alma.xfs"
mkfs.xfs -q --unsupported -m uuid=01234567-89ab-cdef-0123-456789abcdef -p "$work/proto" "$work/alma.xfs"
pack "$work/alma.xfs" alma.xfs.br

# A machine with room for what tests plant: each file of 4 KiB begins with a mark by which it is found in the image.
planted="$work/planted"
mkdir -p "$planted/var/lib/dpkg" "$planted/etc"
printf 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' > "$planted/etc/os-release"
printf 'Package: hello\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.10-3\nDescription: greets\n\n' \
  > "$planted/var/lib/dpkg/status"
while read -r file; do
  mkdir -p "$planted$(dirname "$file")"
  printf '@@%s@@%*s' "$file" "$((4096 - 4 - ${#file}))" '' > "$planted$file"
done < planted.txt
chmod +x "$planted/usr/local/bin/tool"
truncate -s 8M "$work/planted.ext4"
mkfs.ext4 -q -d "$planted" -E hash_seed=01234567-89ab-cdef-0123-456789abcdef -U 01234567-89ab-cdef-0123-456789abcdef "$work/planted.ext4"
pack "$work/planted.ext4" planted.ext4.br

# The Debian behind an EFI and a swap partition.
truncate -s 24M "$work/disk"
printf 'label: gpt\nstart=2048, size=4096, type=uefi\nstart=6144, size=4096, type=swap\nstart=10240, size=32768, type=linux\n' |
  sfdisk -q "$work/disk"
dd if="$work/debian.ext4" of="$work/disk" bs=1M seek=5 conv=notrunc,sparse status=none
truncate -s 2M "$work/swap"
mkswap -q "$work/swap" 2> /dev/null
dd if="$work/swap" of="$work/disk" bs=1M seek=3 conv=notrunc status=none
pack "$work/disk" disk.gpt.br
ls -l "$here"
