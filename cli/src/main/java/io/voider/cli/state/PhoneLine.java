package io.voider.cli.state;

/**
 * A phone of this home.
 *
 * @param number the phone's number p at this home, 1…254
 * @param address the phone's own IPv4 address, the first usable one of its /30
 */
public record PhoneLine(int number, PhoneAddress address) {
    /** @throws StateException if the number is out of range */
    public PhoneLine {
        StateException.require(number >= 1 && number <= 254, "a phone's number is 1…254, not " + number);
    }
}
