package io.voider.cli.phone.dhcp;

/** The options' codes (RFC 2132, and those that phones' makers agreed on). */
final class DhcpOption {
    static final int PAD = 0;
    static final int SUBNET_MASK = 1;
    static final int ROUTER = 3;
    static final int DOMAIN_NAME_SERVER = 6;
    static final int HOST_NAME = 12;
    static final int DOMAIN_NAME = 15;
    static final int NTP_SERVERS = 42;
    static final int VENDOR_SPECIFIC = 43;
    static final int REQUESTED_ADDRESS = 50;
    static final int LEASE_SECONDS = 51;
    /** Says that sname (2), file (1) or both (3) hold options as well. */
    static final int OVERLOAD = 52;

    static final int MESSAGE_TYPE = 53;
    static final int SERVER_IDENTIFIER = 54;
    static final int PARAMETER_REQUEST_LIST = 55;
    static final int MESSAGE = 56;
    static final int MAXIMUM_MESSAGE_SIZE = 57;
    static final int RENEWAL_SECONDS = 58;
    static final int REBINDING_SECONDS = 59;
    static final int VENDOR_CLASS = 60;
    static final int CLIENT_IDENTIFIER = 61;
    static final int TFTP_SERVER_NAME = 66;
    /** RFC 3361. */
    static final int SIP_SERVERS = 120;
    /** Cisco's, and others': TFTP servers by address (RFC 5859). */
    static final int TFTP_SERVER_ADDRESS = 150;
    /** Polycom's: where the configuration is. */
    static final int CONFIGURATION_URL = 160;

    static final int END = 255;

    private DhcpOption() {}
}
