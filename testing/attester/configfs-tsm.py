"""configfs-tsm over FUSE, for machines whose kernel makes no reports.

  python3 configfs-tsm.py MOUNTPOINT SOCKET PROVIDER FLOOR

Follows Documentation/ABI/testing/configfs-tsm-report of Linux 6.7: a directory that is made holds the attributes, writing `inblob`
raises `generation`, and reading `outblob` makes the report. No level below FLOOR may be asked for: under an SVSM, which has level 0
to itself, it is more than 0. Reports come from the socket, one HTTP request each; its answer may say
that the platform is busy, interrupted or slow, and that somebody else wrote in between.
"""
import errno
import json
import socket
import stat
import sys

from fusepy import FUSE, FuseOSError, Operations

MOUNTPOINT, SOCKET, PROVIDER = sys.argv[1:4]
FLOOR = int(sys.argv[4])
MODES = {
    'inblob': 0o200, 'outblob': 0o400, 'auxblob': 0o400, 'provider': 0o400, 'generation': 0o400, 'privlevel': 0o200,
    'privlevel_floor': 0o400,
}
MAX_INBLOB = 64


def ask(report_data, level):
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(SOCKET)
    body = json.dumps({'reportData': report_data.hex(), 'level': level}).encode()
    channel.sendall(b'POST / HTTP/1.0\r\ncontent-length: %d\r\n\r\n' % len(body) + body)
    answer = b''
    while True:
        part = channel.recv(65536)
        if not part:
            break
        answer += part
    return json.loads(answer.split(b'\r\n\r\n', 1)[1])


class Tsm(Operations):
    def __init__(self):
        self.entries = {}

    def entry(self, path):
        name, attribute = path.strip('/').split('/')
        return self.entries[name], attribute

    def getattr(self, path, fh=None):
        parts = [part for part in path.split('/') if part]
        if not parts or (len(parts) == 1 and parts[0] in self.entries):
            return {'st_mode': stat.S_IFDIR | 0o755, 'st_nlink': 2}
        if len(parts) == 2 and parts[0] in self.entries and parts[1] in MODES:
            return {'st_mode': stat.S_IFREG | MODES[parts[1]], 'st_nlink': 1, 'st_size': 0}
        raise FuseOSError(errno.ENOENT)

    def readdir(self, path, fh):
        return ['.', '..'] + (list(self.entries) if path == '/' else list(MODES))

    def mkdir(self, path, mode):
        name = path.strip('/')
        if '/' in name:
            raise FuseOSError(errno.EPERM)
        if name in self.entries:
            raise FuseOSError(errno.EEXIST)
        self.entries[name] = {'in': b'', 'generation': 0, 'made': None, 'level': 0}

    def rmdir(self, path):
        if self.entries.pop(path.strip('/'), None) is None:
            raise FuseOSError(errno.ENOENT)

    def open(self, path, flags):
        return 0

    def chown(self, path, uid, gid):
        return 0

    def truncate(self, path, length, fh=None):
        return 0

    def write(self, path, data, offset, fh):
        entry, attribute = self.entry(path)
        if attribute == 'inblob':
            if len(data) > MAX_INBLOB:
                raise FuseOSError(errno.EINVAL)
            entry['in'] = data
        elif attribute == 'privlevel':
            if int(data) < FLOOR:
                raise FuseOSError(errno.EINVAL)
            entry['level'] = int(data)
        else:
            raise FuseOSError(errno.EACCES)
        entry['generation'] += 1
        entry['made'] = None
        return len(data)

    def made(self, entry):
        if not entry['in'] or entry['level'] < FLOOR:
            raise FuseOSError(errno.EINVAL)
        if entry['made'] is None:
            answer = ask(entry['in'], entry['level'])
            if answer.get('fails'):
                raise FuseOSError(getattr(errno, answer['fails']))
            if answer.get('raced'):
                entry['generation'] += 1
            entry['made'] = answer
        return entry['made']

    def read(self, path, size, offset, fh):
        entry, attribute = self.entry(path)
        if attribute == 'provider':
            value = PROVIDER.encode() + b'\n'
        elif attribute == 'privlevel_floor':
            value = b'%d\n' % FLOOR
        elif attribute == 'generation':
            value = b'%d\n' % entry['generation']
        elif attribute == 'outblob':
            value = bytes.fromhex(self.made(entry)['report'])
        elif attribute == 'auxblob':
            value = bytes.fromhex(self.made(entry).get('certificates', ''))
        else:
            raise FuseOSError(errno.EACCES)
        return value[offset:offset + size]


FUSE(Tsm(), MOUNTPOINT, foreground=True, nothreads=True, direct_io=True)
