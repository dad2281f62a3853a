package io.voider.cli.state;

import java.util.ArrayList;
import java.util.List;

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

    /** Phones 1, 2 and so on at addresses separated by commas. */
    static List<PhoneLine> all(String addresses) {
        List<PhoneLine> phones = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            phones.add(new PhoneLine(phones.size() + 1, PhoneAddress.parse(address.strip())));
        }
        return phones;
    }
}
