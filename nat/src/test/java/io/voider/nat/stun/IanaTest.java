package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our constants against the IANA registry "Session Traversal Utilities for NAT (STUN) Parameters". */
class IanaTest {
    private static final String ATTRIBUTES = """
        0001 MAPPED-ADDRESS
        0003 CHANGE-REQUEST
        0006 USERNAME
        0008 MESSAGE-INTEGRITY
        0009 ERROR-CODE
        000A UNKNOWN-ATTRIBUTES
        000C CHANNEL-NUMBER
        000D LIFETIME
        0012 XOR-PEER-ADDRESS
        0013 DATA
        0014 REALM
        0015 NONCE
        0016 XOR-RELAYED-ADDRESS
        0017 REQUESTED-ADDRESS-FAMILY
        0018 EVEN-PORT
        0019 REQUESTED-TRANSPORT
        001A DONT-FRAGMENT
        001C MESSAGE-INTEGRITY-SHA256
        001D PASSWORD-ALGORITHM
        001E USERHASH
        0020 XOR-MAPPED-ADDRESS
        0022 RESERVATION-TOKEN
        0024 PRIORITY
        0025 USE-CANDIDATE
        0026 PADDING
        0027 RESPONSE-PORT
        002A CONNECTION-ID
        8000 ADDITIONAL-ADDRESS-FAMILY
        8001 ADDRESS-ERROR-CODE
        8002 PASSWORD-ALGORITHMS
        8003 ALTERNATE-DOMAIN
        8004 ICMP
        8022 SOFTWARE
        8023 ALTERNATE-SERVER
        8027 CACHE-TIMEOUT
        8028 FINGERPRINT
        8029 ICE-CONTROLLED
        802A ICE-CONTROLLING
        802B RESPONSE-ORIGIN
        802C OTHER-ADDRESS
        """;
    private static final String METHODS = """
        0001 Binding
        0003 Allocate
        0004 Refresh
        0006 Send
        0007 Data
        0008 CreatePermission
        0009 ChannelBind
        000A Connect
        000B ConnectionBind
        000C ConnectionAttempt
        """;
    private static final Map<Integer, String> ERRORS = Map.ofEntries(
            Map.entry(300, "Try Alternate"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(420, "Unknown Attribute"),
            Map.entry(437, "Allocation Mismatch"),
            Map.entry(438, "Stale Nonce"),
            Map.entry(440, "Address Family not Supported"),
            Map.entry(441, "Wrong Credentials"),
            Map.entry(442, "Unsupported Transport Protocol"),
            Map.entry(443, "Peer Address Family Mismatch"),
            Map.entry(446, "Connection Already Exists"),
            Map.entry(447, "Connection Timeout or Failure"),
            Map.entry(486, "Allocation Quota Reached"),
            Map.entry(487, "Role Conflict"),
            Map.entry(500, "Server Error"),
            Map.entry(508, "Insufficient Capacity"));

    private static Map<Integer, String> registry(String table) {
        return table.lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(part -> Integer.parseInt(part[0], 16), part -> part[1]));
    }

    @Test
    void attributesAreThoseOfTheRegistry() {
        Map<Integer, String> ours = Arrays.stream(StunAttribute.values())
                .filter(attribute -> attribute != StunAttribute.ARRIVALS)
                .collect(Collectors.toMap(StunAttribute::code, StunAttribute::label));
        assertThat(new TreeMap<>(ours)).isEqualTo(new TreeMap<>(registry(ATTRIBUTES)));
    }

    /** RFC 8489 section 18.3: from C000 on, what is assigned is few and may be ignored by who does not know it. */
    @Test
    void theOneOfOurOwnIsAmongThoseThatMayBeIgnoredAndNobodysElse() {
        assertThat(StunAttribute.ARRIVALS.code()).isBetween(0xC000, 0xFFFF);
        assertThat(List.of(0xC000, 0xC001, 0xC002, 0xC003, 0xC056, 0xC057, 0xC058, 0xC059, 0xC05A, 0xC060))
                .as("3GPP, Cisco, ENF, GOOG, WebRTC and the like")
                .doesNotContain(StunAttribute.ARRIVALS.code());
    }

    @Test
    void methodsAreThoseOfTheRegistry() {
        Map<Integer, String> ours =
                Arrays.stream(StunMethod.values()).collect(Collectors.toMap(StunMethod::code, StunMethod::label));
        assertThat(new TreeMap<>(ours)).isEqualTo(new TreeMap<>(registry(METHODS)));
    }

    @Test
    void errorsAreThoseOfTheRegistry() {
        Stream<StunError> ours = Stream.of(
                StunError.TRY_ALTERNATE,
                StunError.BAD_REQUEST,
                StunError.UNAUTHORIZED,
                StunError.FORBIDDEN,
                StunError.UNKNOWN_ATTRIBUTE,
                StunError.ALLOCATION_MISMATCH,
                StunError.STALE_NONCE,
                StunError.ADDRESS_FAMILY_NOT_SUPPORTED,
                StunError.WRONG_CREDENTIALS,
                StunError.UNSUPPORTED_TRANSPORT_PROTOCOL,
                StunError.PEER_ADDRESS_FAMILY_MISMATCH,
                StunError.CONNECTION_ALREADY_EXISTS,
                StunError.CONNECTION_TIMEOUT_OR_FAILURE,
                StunError.ALLOCATION_QUOTA_REACHED,
                StunError.ROLE_CONFLICT,
                StunError.SERVER_ERROR,
                StunError.INSUFFICIENT_CAPACITY);
        assertThat(ours.collect(Collectors.toMap(StunError::code, StunError::reason)))
                .isEqualTo(ERRORS);
    }

    @Test
    void classAndMethodInterleaveAsFigure3OfRfc8489Shows() {
        for (StunMethod method : StunMethod.values()) {
            for (StunClass messageClass : StunClass.values()) {
                int type = method.typeBits() | messageClass.typeBits();
                assertThat(StunMethod.ofType(type)).isEqualTo(method);
                assertThat(StunClass.ofType(type)).isEqualTo(messageClass);
            }
        }
        assertThat(StunMethod.ALLOCATE.typeBits() | StunClass.SUCCESS.typeBits())
                .isEqualTo(0x0103);
        assertThat(StunMethod.ALLOCATE.typeBits() | StunClass.ERROR.typeBits()).isEqualTo(0x0113);
        assertThat(StunMethod.DATA.typeBits() | StunClass.INDICATION.typeBits()).isEqualTo(0x0017);
    }
}
