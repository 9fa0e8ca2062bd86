"""Judges a real archive of AlmaLinux advisories by itself: Python's zip and JSON, and rpm's own order of versions.

Prints one JSON document: a list of installed packages, made of versions that were published, and which advisories hold
for each of them.
"""
import json, re, subprocess, sys, tempfile, zipfile

RELEASE = 'AlmaLinux:9'
rows = {}
with zipfile.ZipFile(sys.argv[1]) as archive:
    for entry in archive.namelist():
        record = json.loads(archive.read(entry))
        streams = re.findall(r'[A-Za-z][\w.+-]*:[\w.+-]+', record['summary'].split(': ', 1)[-1])
        for affected in record['affected']:
            if affected['package']['ecosystem'] != RELEASE:
                continue
            for each in affected['ranges']:
                fixed = [event['fixed'] for event in each['events'] if 'fixed' in event][0]
                modular = '.module_' in fixed
                rows.setdefault(affected['package']['name'], []).append(
                    (record['id'], fixed, streams if modular else None))

installed = []
for name, advisories in sorted(rows.items()):
    _, version, streams = sorted(advisories)[len(advisories) // 2]
    if streams is None or streams:
        installed.append((name, version, streams[0] if streams else None))

pairs = [(version, fixed, name, advisory, module, streams)
         for name, version, module in installed for advisory, fixed, streams in rows[name]]
with tempfile.NamedTemporaryFile('w', suffix='.pairs') as file:
    file.writelines(f'{pair[0]} {pair[1]}\n' for pair in pairs)
    file.flush()
    script = ('%{lua: for line in io.lines("' + file.name + '") do local one, other = line:match("(%S+) (%S+)") '
              'print(rpm.vercmp(one, other) .. "\\n") end}')
    order = subprocess.run(['rpm', '--eval', script], capture_output=True, text=True, check=True).stdout.split()
holds = sorted({f'{advisory} {name}' for (_, _, name, advisory, module, streams), sign in zip(pairs, order)
                if sign == '-1' and (module in streams if streams is not None and module else streams is None and not module)})
json.dump({'installed': installed, 'holds': holds, 'pairs': len(pairs)}, sys.stdout)
