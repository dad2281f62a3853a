package io.voider.sip;

import java.nio.charset.StandardCharsets;

/** The methods of the IANA SIP registry. A method is case-sensitive (RFC 3261 section 7.1). */
public enum SipMethod {
    INVITE,
    ACK,
    BYE,
    CANCEL,
    OPTIONS,
    REGISTER,
    PRACK,
    UPDATE,
    SUBSCRIBE,
    NOTIFY,
    PUBLISH,
    INFO,
    REFER,
    MESSAGE,
    /** Any other token; {@link SipMessage#methodName()} has it. */
    EXTENSION;

    private static final SipMethod[] ALL = values();

    static SipMethod of(byte[] bytes, int start, int end) {
        for (SipMethod method : ALL) {
            if (method != EXTENSION && Scan.equal(bytes, start, end, method.name())) {
                return method;
            }
        }
        return EXTENSION;
    }

    /** The method of that name, as written in CSeq or Allow; {@link #EXTENSION} for one this list does not have. */
    public static SipMethod of(String name) {
        byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
        return of(octets, 0, octets.length);
    }
}
