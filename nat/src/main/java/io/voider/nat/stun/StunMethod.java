package io.voider.nat.stun;

import org.jspecify.annotations.Nullable;

/** The methods of the IANA registry of STUN methods (RFC 8489, 8656, 6062). */
public enum StunMethod {
    BINDING(0x001, "Binding"),
    ALLOCATE(0x003, "Allocate"),
    REFRESH(0x004, "Refresh"),
    SEND(0x006, "Send"),
    DATA(0x007, "Data"),
    CREATE_PERMISSION(0x008, "CreatePermission"),
    CHANNEL_BIND(0x009, "ChannelBind"),
    CONNECT(0x00A, "Connect"),
    CONNECTION_BIND(0x00B, "ConnectionBind"),
    CONNECTION_ATTEMPT(0x00C, "ConnectionAttempt");

    private static final @Nullable StunMethod[] BY_CODE = new @Nullable StunMethod[16];

    static {
        for (StunMethod method : values()) {
            BY_CODE[method.code] = method;
        }
    }

    private final int code;
    private final String label;

    StunMethod(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The 12-bit code. */
    public int code() {
        return code;
    }

    /** The name in the registry. */
    public String label() {
        return label;
    }

    static @Nullable StunMethod ofType(int type) {
        int code = (type & 0xF) | ((type >> 1) & 0x70) | ((type >> 2) & 0xF80);
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }

    int typeBits() {
        return (code & 0xF) | ((code & 0x70) << 1) | ((code & 0xF80) << 2);
    }
}
