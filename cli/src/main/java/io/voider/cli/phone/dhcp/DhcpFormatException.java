package io.voider.cli.phone.dhcp;

/** Bytes are no DHCP request. The message says what is wrong and at which byte of it. */
final class DhcpFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    DhcpFormatException(String reason, int position) {
        super(reason + " at byte " + position);
    }
}
