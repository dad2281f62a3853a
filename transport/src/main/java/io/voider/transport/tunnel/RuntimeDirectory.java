package io.voider.transport.tunnel;

import io.voider.ns.DeviceNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tunnel's directory while it runs, for files that OpenVPN must find. Nothing in it outlives the next start.
 *
 * <pre>
 * .                     0710 root:gid    OpenVPN may look for names that it knows, and make none
 * openvpn.conf          0600 uid         deleted as soon as it was read
 * management.sock       0600 uid         deleted as soon as OpenVPN has connected
 * tun                   0600 uid         another name of /dev/net/tun, where that one is root's alone
 * output                0600 root        what OpenVPN prints, cut back every few seconds
 * clients/              0750 root:gid    a server's friends, one file each, 0640 root:gid
 * revoked.pem           0640 root:gid    a server's list of withdrawn certificates
 * </pre>
 *
 * <p>All methods but the plain accessors block on the file system.
 */
final class RuntimeDirectory {
    private static final Path SHARED_NODE = Path.of("/dev/net/tun");

    /** The kernel's limit for the path of a Unix socket, less the final zero. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final int LAST_WORDS = 512;
    private static final int MOST_OUTPUT = 64 * 1024;

    private final Path directory;
    private final OpenVpn openVpn;
    private boolean shared = true;

    RuntimeDirectory(Path directory, OpenVpn openVpn) {
        this.directory = directory.toAbsolutePath().normalize();
        this.openVpn = openVpn;
        if (!Directives.canBeWritten(this.directory)
                || managementSocket().toString().length() > LONGEST_SOCKET_PATH) {
            throw new IllegalArgumentException(directory
                    + " is too long for a socket, or has characters that OpenVPN's configuration cannot have");
        }
    }

    Path config() {
        return directory.resolve("openvpn.conf");
    }

    Path output() {
        return directory.resolve("output");
    }

    Path managementSocket() {
        return directory.resolve("management.sock");
    }

    Path clients() {
        return directory.resolve("clients");
    }

    Path revocationList() {
        return directory.resolve("revoked.pem");
    }

    /** Where OpenVPN opens the tun device: at the usual place, or, where that is root's alone, at a name of its own here. */
    Path deviceNode() {
        return shared ? SHARED_NODE : directory.resolve("tun");
    }

    /** Makes it, empty. */
    void prepare() throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        }
        delete();
        makeDirectory(directory, "rwx--x---");
        makeDirectory(clients(), "rwxr-x---");
        shared = Files.getPosixFilePermissions(SHARED_NODE).contains(PosixFilePermission.OTHERS_WRITE);
        if (!shared) {
            DeviceNode.copy(SHARED_NODE, deviceNode(), openVpn.uid());
        }
    }

    private void makeDirectory(Path made, String permissions) throws IOException {
        Files.createDirectory(made);
        Files.setAttribute(made, "unix:gid", openVpn.gid(), LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    }

    void writeConfig(String text) throws IOException {
        Files.deleteIfExists(config());
        Files.deleteIfExists(output());
        Files.createFile(output(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.createFile(config(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config(), text, StandardCharsets.US_ASCII);
        Files.setAttribute(config(), "unix:uid", openVpn.uid(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Lets nobody but OpenVPN connect. */
    void narrowSocket() throws IOException {
        Files.setPosixFilePermissions(managementSocket(), PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(managementSocket(), "unix:uid", openVpn.uid(), LinkOption.NOFOLLOW_LINKS);
    }

    /** The last lines that OpenVPN printed. */
    String lastWords() throws IOException {
        try (FileChannel channel = FileChannel.open(output(), StandardOpenOption.READ)) {
            ByteBuffer words = ByteBuffer.allocate(LAST_WORDS);
            channel.read(words, Math.max(0, channel.size() - LAST_WORDS));
            return new String(words.array(), 0, words.position(), StandardCharsets.ISO_8859_1).strip();
        }
    }

    /** Forgets what OpenVPN printed if it is much; its log comes to us over the management connection. */
    void cutOutput() throws IOException {
        try (FileChannel channel = FileChannel.open(output(), StandardOpenOption.WRITE)) {
            if (channel.size() > MOST_OUTPUT) {
                channel.truncate(0);
            }
        }
    }

    /** What OpenVPN needed for its start only. */
    void deleteStartFiles() throws IOException {
        Files.deleteIfExists(config());
        Files.deleteIfExists(managementSocket());
    }

    void writeClient(String commonName, String text) throws IOException {
        writeShared(clients().resolve(commonName), text);
    }

    void deleteClient(String commonName) throws IOException {
        Files.deleteIfExists(clients().resolve(commonName));
    }

    void writeRevocationList(String pem) throws IOException {
        writeShared(revocationList(), pem);
    }

    /** Replaces a file that OpenVPN may read at any moment. */
    private void writeShared(Path file, String text) throws IOException {
        Path temporary = directory.resolve("new");
        Files.deleteIfExists(temporary);
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        Files.setAttribute(temporary, "unix:gid", openVpn.gid(), LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r-----"));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it and all that is in it. */
    void delete() throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
