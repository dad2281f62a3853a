package io.voider.cli.phone;

import io.voider.transport.count.Counted;

/** What is counted of DHCP, DNS and time on the phones' wire. Each request is counted under one of these, at least. */
public enum PhoneServiceCounter implements Counted {
    DHCP_OFFERED("dhcp.offered", "addresses offered"),
    DHCP_ACKNOWLEDGED("dhcp.acknowledged", "addresses given, or given for longer"),
    DHCP_INFORMED("dhcp.informed", "phones with an address of their own that asked for the rest"),
    DHCP_REFUSED("dhcp.refused", "requests for an address that is not the station's to have (DHCPNAK)"),
    DHCP_RELEASED("dhcp.released", "addresses given back"),
    DHCP_DECLINED("dhcp.declined", "addresses that a phone found another device at"),
    DHCP_TURNED_AWAY("dhcp.turned-away", "stations that asked, and for which there is no phone's number left"),
    DHCP_OTHER_SERVER("dhcp.other-server", "requests to another server than this one"),
    DHCP_UNWRITTEN("dhcp.unwritten", "answers held back for good, since the lease could not be written down"),
    DHCP_MALFORMED("dhcp.malformed", "DHCP requests that cannot be read"),
    DHCP_RELAYED("dhcp.relayed", "DHCP requests through a relay agent, of which there is none on this wire"),
    DHCP_NOT_THE_SENDER("dhcp.not-the-sender", "DHCP requests for another station than the one that sent them"),
    DHCP_STRAY("dhcp.stray", "DHCP messages that ask for nothing that there is"),
    DHCP_OVER_RATE("dhcp.over-rate", "DHCP requests beyond what a phone ever needs"),
    TIME_TOLD("time.told", "times told"),
    TIME_UNSYNCHRONISED("time.unsynchronised", "answers that this machine does not know the time"),
    TIME_MALFORMED("time.malformed", "datagrams to the time's port that do not ask for it"),
    TIME_OVER_RATE("time.over-rate", "questions for the time beyond what a phone ever needs"),
    DNS_KNOWN("dns.known", "questions for one of the node's own names"),
    DNS_UNKNOWN("dns.unknown", "questions for any other name, of which nobody here knows anything"),
    DNS_REFUSED("dns.refused", "questions of a kind that is not answered"),
    DNS_MALFORMED("dns.malformed", "datagrams to the names' port that are no question"),
    DNS_OVER_RATE("dns.over-rate", "questions for names beyond what a phone ever needs"),
    SERVICE_NOT_THE_PHONES("services.not-the-phones", "questions to a gateway that is another phone's");

    private final String label;
    private final String meaning;

    PhoneServiceCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
