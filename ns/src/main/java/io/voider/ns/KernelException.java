package io.voider.ns;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kernel refused. Says which system call, on which object, with which error number, and — where a privilege is
 * missing — which one.
 *
 * <p>{@code "mount(/run/netns/phone): EPERM Operation not permitted: this needs CAP_SYS_ADMIN, which this process lacks"}
 */
public final class KernelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String systemCall;
    private final int errno;
    private final String object;

    /**
     * For a failure whose cause the system call's own error number tells.
     *
     * @param systemCall the call's name, for rtnetlink with the message type: {@code "rtnetlink RTM_NEWADDR"}
     * @param errno the positive error number
     * @param object what the call was about: a path, an interface, an address
     */
    public KernelException(String systemCall, int errno, String object) {
        this(systemCall, errno, object, "");
    }

    private KernelException(String systemCall, int errno, String object, String detail) {
        super(systemCall + "(" + object + "): " + Errno.describe(errno) + (detail.isEmpty() ? "" : ": " + detail));
        this.systemCall = systemCall;
        this.errno = errno;
        this.object = object;
    }

    /**
     * For a failure whose {@code EPERM} or {@code EACCES} means that one of {@code needed} is missing: the message names
     * those which the calling thread lacks.
     */
    public static KernelException of(String systemCall, int errno, String object, Capability... needed) {
        return new KernelException(systemCall, errno, object, privilege(errno, needed));
    }

    /** The same with a sentence of explanation, such as the kernel's own (netlink extended acknowledgement). */
    static KernelException explained(
            String systemCall, Errno errno, String object, String explanation, Capability... needed) {
        return explained(systemCall, errno.number(), object, explanation, needed);
    }

    static KernelException explained(
            String systemCall, int errno, String object, String explanation, Capability... needed) {
        String privilege = privilege(errno, needed);
        String separator = explanation.isEmpty() || privilege.isEmpty() ? "" : "; ";
        return new KernelException(systemCall, errno, object, explanation + separator + privilege);
    }

    static KernelException missing(String purpose, Set<Capability> missing) {
        return new KernelException("capget", Errno.EPERM.number(), purpose, lacking(missing));
    }

    private static String privilege(int errno, Capability... needed) {
        if (needed.length == 0 || (errno != Errno.EPERM.number() && errno != Errno.EACCES.number())) {
            return "";
        }
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        for (Capability capability : needed) {
            missing.add(capability);
        }
        missing.removeAll(Capability.effective());
        return missing.isEmpty() ? "" : lacking(missing);
    }

    private static String lacking(Set<Capability> missing) {
        StringBuilder names = new StringBuilder();
        for (Capability capability : new TreeSet<>(missing)) {
            names.append(names.length() == 0 ? "" : " and ").append(capability.name());
        }
        return "this needs " + names + ", which this process lacks: run it as root or grant it";
    }

    /** The system call's name; for rtnetlink {@code "rtnetlink "} and the message type. */
    public String systemCall() {
        return systemCall;
    }

    /** The positive error number. */
    public int errno() {
        return errno;
    }

    /** The error number's name, {@code "EPERM"}. */
    public String errnoName() {
        return Errno.nameOf(errno);
    }

    /** What the call was about. */
    public String object() {
        return object;
    }

    boolean is(Errno other) {
        return errno == other.number();
    }
}
