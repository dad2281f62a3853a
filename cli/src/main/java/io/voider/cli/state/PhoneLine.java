package io.voider.cli.state;

/**
 * A phone of this home.
 *
 * @param number the phone's number p at this home, 1…254
 * @param networkInterface the interface that it hangs on, such as {@code eth1}
 * @param address the phone's own IPv4 address, the first usable one of its /30
 */
public record PhoneLine(int number, String networkInterface, PhoneAddress address) {
    /** @throws StateException if the number is out of range or the interface cannot be one */
    public PhoneLine {
        StateException.require(number >= 1 && number <= 254, "a phone's number is 1…254, not " + number);
        StateException.require(
                networkInterface.matches("[A-Za-z0-9._@-]{1,15}"),
                "'" + networkInterface + "' is not the name of a network interface");
    }
}
