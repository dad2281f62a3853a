package io.voider.cli.phone.provisioning;

import io.voider.transport.count.Counted;

/** What is counted of what phones fetch. Each connection and each request is counted under one of these, at least. */
public enum ProvisioningCounter implements Counted {
    SERVED("http.served", "documents given to a phone"),
    UNKNOWN("http.unknown", "requests for a document that there is not"),
    NOT_THE_PHONES("http.not-the-phones", "requests for a document that is another phone's"),
    NOT_HEARD("http.not-heard", "requests for a configuration from a phone whose Ethernet address is not known yet"),
    METHOD("http.method", "requests to do anything but read"),
    MALFORMED("http.malformed", "requests that are no HTTP, or longer than any phone's"),
    NOT_FROM_THE_PHONE("http.not-from-the-phone", "connections to a gateway that is another phone's"),
    OVER_RATE("http.over-rate", "connections beyond what a phone ever needs"),
    TIMED_OUT("http.timed-out", "connections on which nothing whole came, or was read, in time");

    private final String label;
    private final String meaning;

    ProvisioningCounter(String label, String meaning) {
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
