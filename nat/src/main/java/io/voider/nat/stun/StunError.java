package io.voider.nat.stun;

import org.jspecify.annotations.Nullable;

/**
 * An error as it stands in ERROR-CODE (RFC 8489 section 14.8).
 *
 * @param code 300–699
 * @param reason meant for a person; at most 763 bytes of UTF-8
 */
public record StunError(int code, String reason) {
    public static final StunError TRY_ALTERNATE = new StunError(300, "Try Alternate");
    public static final StunError BAD_REQUEST = new StunError(400, "Bad Request");
    public static final StunError UNAUTHORIZED = new StunError(401, "Unauthorized");
    public static final StunError FORBIDDEN = new StunError(403, "Forbidden");
    public static final StunError UNKNOWN_ATTRIBUTE = new StunError(420, "Unknown Attribute");
    public static final StunError ALLOCATION_MISMATCH = new StunError(437, "Allocation Mismatch");
    public static final StunError STALE_NONCE = new StunError(438, "Stale Nonce");
    public static final StunError ADDRESS_FAMILY_NOT_SUPPORTED = new StunError(440, "Address Family not Supported");
    public static final StunError WRONG_CREDENTIALS = new StunError(441, "Wrong Credentials");
    public static final StunError UNSUPPORTED_TRANSPORT_PROTOCOL = new StunError(442, "Unsupported Transport Protocol");
    public static final StunError PEER_ADDRESS_FAMILY_MISMATCH = new StunError(443, "Peer Address Family Mismatch");
    public static final StunError CONNECTION_ALREADY_EXISTS = new StunError(446, "Connection Already Exists");
    public static final StunError CONNECTION_TIMEOUT_OR_FAILURE = new StunError(447, "Connection Timeout or Failure");
    public static final StunError ALLOCATION_QUOTA_REACHED = new StunError(486, "Allocation Quota Reached");
    public static final StunError ROLE_CONFLICT = new StunError(487, "Role Conflict");
    public static final StunError SERVER_ERROR = new StunError(500, "Server Error");
    public static final StunError INSUFFICIENT_CAPACITY = new StunError(508, "Insufficient Capacity");

    public StunError {
        if (code < 300 || code > 699) {
            throw new IllegalArgumentException("STUN error code " + code + " is not within 300-699");
        }
    }

    /** Whether {@code other} has the same code, whatever its words. */
    public boolean is(@Nullable StunError other) {
        return other != null && other.code == code;
    }
}
