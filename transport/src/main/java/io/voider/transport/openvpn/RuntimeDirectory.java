package io.voider.transport.openvpn;

import static java.util.Objects.requireNonNull;

import io.voider.ns.DeviceNode;
import io.voider.ns.Namespace;
import io.voider.ns.PrivateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel's directory while it runs, for files that OpenVPN must find: a {@code /run} in memory that only the namespace's
 * thread and OpenVPN have, so that no other process sees it, OpenVPN sees no other's, and nothing of it outlives the two.
 *
 * <pre>
 * .                     2710 root:gid    OpenVPN may look for names that it knows, and make none
 * openvpn.conf          0640 root:gid    deleted as soon as it was read
 * management.sock       0660 root:gid    deleted as soon as OpenVPN has connected
 * tun                   0600 uid         another name of /dev/net/tun, where that one is root's alone
 * output                0600 root        what OpenVPN prints, cut back every few seconds
 * clients/              0750 root:gid    a server's friends, one file each, 0640 root:gid
 * revoked.pem           0640 root:gid    a server's list of withdrawn certificates
 * </pre>
 *
 * <p>All methods but the plain accessors must be called on the namespace's thread.
 */
public final class RuntimeDirectory {
    /** Where it is, for those who have it. */
    public static final Path DIRECTORY = Path.of("/run");

    private static final Path SHARED_NODE = Path.of("/dev/net/tun");

    /** A page for each friend, and room for what OpenVPN prints between two cuts. */
    private static final long SIZE_BYTES = 8L << 20;

    private static final int LAST_LINES_BYTES = 512;
    private static final int MOST_OUTPUT = 64 * 1024;

    private final OpenVpn openVpn;
    private @Nullable PrivateDirectory laid;
    private boolean shared = true;

    public RuntimeDirectory(OpenVpn openVpn) {
        this.openVpn = openVpn;
    }

    Path config() {
        return DIRECTORY.resolve("openvpn.conf");
    }

    Path output() {
        return DIRECTORY.resolve("output");
    }

    Path managementSocket() {
        return DIRECTORY.resolve("management.sock");
    }

    Path clients() {
        return DIRECTORY.resolve("clients");
    }

    Path revocationList() {
        return DIRECTORY.resolve("revoked.pem");
    }

    /** Where OpenVPN opens the tun device: at the usual place, or, where that is root's alone, at a name of its own here. */
    Path deviceNode() {
        return shared ? SHARED_NODE : DIRECTORY.resolve("tun");
    }

    /** The management socket's path for all other threads of this process. */
    Path reachableManagementSocket() {
        return requireNonNull(laid).outside().resolve(DIRECTORY.relativize(managementSocket()));
    }

    /** Makes it, empty. */
    void prepare(Namespace namespace) throws IOException {
        laid = PrivateDirectory.over(namespace, DIRECTORY, SIZE_BYTES, openVpn.gid());
        Files.createDirectory(clients());
        permit(clients(), "rwxr-x---");
        shared = Files.getPosixFilePermissions(SHARED_NODE).contains(PosixFilePermission.OTHERS_WRITE);
        if (!shared) {
            DeviceNode.copy(SHARED_NODE, deviceNode(), openVpn.uid());
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    void writeConfig(String text) throws IOException {
        Files.deleteIfExists(config());
        Files.deleteIfExists(output());
        Files.createFile(output(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.createFile(config(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(config(), text, StandardCharsets.US_ASCII);
        permit(config(), "rw-r-----");
    }

    /** Lets nobody but OpenVPN connect. */
    void narrowSocket() throws IOException {
        permit(managementSocket(), "rw-rw----");
    }

    /** The last lines that OpenVPN printed. */
    String lastLines() throws IOException {
        try (FileChannel channel = FileChannel.open(output(), StandardOpenOption.READ)) {
            ByteBuffer words = ByteBuffer.allocate(LAST_LINES_BYTES);
            channel.read(words, Math.max(0, channel.size() - LAST_LINES_BYTES));
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

    public void writeClient(String commonName, String text) throws IOException {
        writeShared(clients().resolve(commonName), text);
    }

    public void deleteClient(String commonName) throws IOException {
        requireNonNull(laid, "the tunnel has ended");
        Files.deleteIfExists(clients().resolve(commonName));
    }

    public void writeRevocationList(String pem) throws IOException {
        writeShared(revocationList(), pem);
    }

    /** Replaces a file that OpenVPN may read at any moment. */
    private void writeShared(Path file, String text) throws IOException {
        requireNonNull(laid, "the tunnel has ended");
        Path temporary = DIRECTORY.resolve("new");
        Files.deleteIfExists(temporary);
        Files.writeString(temporary, text, StandardCharsets.US_ASCII);
        permit(temporary, "rw-r-----");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it and all that is in it. */
    void remove() {
        if (laid != null) {
            laid.remove();
            laid = null;
        }
    }
}
