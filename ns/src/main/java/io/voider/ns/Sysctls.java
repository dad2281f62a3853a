package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The settings under {@code /proc/sys/net}, as one namespace has them.
 *
 * <p>A path is written with slashes from {@code /proc/sys} on, for an interface's name may hold a dot: {@code
 * "net/ipv4/ip_forward"}, {@code "net/ipv4/conf/eth0.100/rp_filter"}.
 */
public final class Sysctls {

    private static final String ROOT = "/proc/sys/";
    private static final Pattern PATH = Pattern.compile("net(/(?!\\.{1,2}(/|$))[^/\\s]+)+");

    /** Bytes; the kernel's own limit is a page. */
    private static final int VALUE_LIMIT = 4096;

    private final Namespace namespace;

    Sysctls(Namespace namespace) {
        this.namespace = namespace;
    }

    /**
     * The value, without the newline at its end.
     *
     * @throws KernelException with {@code ENOENT} if there is no such setting
     */
    public String get(String path) {
        checkPath(path);
        return namespace.call(() -> {
            int fd = LibC.open(ROOT + path, LibC.O_RDONLY, Capability.CAP_DAC_OVERRIDE);
            try {
                return read(fd, path);
            } finally {
                C.close(fd);
            }
        });
    }

    /** In one piece: the kernel takes a second read of a number to be past its end. */
    private String read(int fd, String path) {
        ByteBuffer value = NetlinkSocket.direct(VALUE_LIMIT);
        int length = (int) check(C.read(fd, value, VALUE_LIMIT), "read", object(path));
        return StandardCharsets.UTF_8.decode(value.limit(length)).toString().stripTrailing();
    }

    /**
     * Sets the value.
     *
     * @throws KernelException with {@code ENOENT} if there is no such setting, {@code EACCES} or {@code EPERM} without
     *     {@code CAP_NET_ADMIN}, {@code EINVAL} if the kernel does not like the value
     */
    public void set(String path, String value) {
        checkPath(path);
        byte[] text = (value + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = NetlinkSocket.direct(text.length).put(text).flip();
        namespace.call(() -> {
            int fd = LibC.open(ROOT + path, LibC.O_WRONLY, Capability.CAP_NET_ADMIN);
            try {
                // While others hold its lock the kernel begins the call anew, and reads the value again each time.
                return check(
                        LibC.keeping(bytes, () -> (int) C.write(fd, bytes, text.length)),
                        "write",
                        object(path) + " = " + value,
                        Capability.CAP_NET_ADMIN);
            } finally {
                C.close(fd);
            }
        });
    }

    /**
     * Sets the value for a while: closing what this answers, or the namespace, sets it back to what it is now. A process
     * that is killed sets nothing back; in a namespace of one's own that does not matter.
     *
     * @throws KernelException as {@link #set}
     */
    public HeldSysctl hold(String path, String value) {
        String previous = get(path);
        set(path, value);
        HeldSysctl held = new HeldSysctl(this, path, previous);
        namespace.closeWithThis(held);
        return held;
    }

    void restore(HeldSysctl held, String path, String previous) {
        namespace.forget(held);
        set(path, previous);
    }

    private String object(String path) {
        return path + " in " + namespace.name();
    }

    private static void checkPath(String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not a sysctl below net, written with slashes: " + path);
        }
    }
}
