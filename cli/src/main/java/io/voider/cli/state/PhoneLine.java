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
    private static final int HIGHEST = 254;

    /** @throws StateException if the number is out of range */
    public PhoneLine {
        StateException.require(number >= 1 && number <= HIGHEST, "a phone's number is 1…254, not " + number);
    }

    /**
     * The phone that would be one more: the lowest number that none has, at the first free address behind the highest one's.
     *
     * @throws StateException if there are 254 already
     */
    static PhoneLine next(List<PhoneLine> phones) {
        int number = 1;
        PhoneAddress address = phones.get(0).address();
        for (PhoneLine phone : phones) {
            boolean higher = Integer.compareUnsigned(phone.address().value(), address.value()) > 0;
            address = higher ? phone.address() : address;
        }
        while (isTaken(phones, number)) {
            number++;
        }
        StateException.require(number <= HIGHEST, "there are " + HIGHEST + " phones, and no more numbers");
        do {
            address = address.next();
        } while (isTaken(phones, address));
        return new PhoneLine(number, address);
    }

    private static boolean isTaken(List<PhoneLine> phones, int number) {
        return phones.stream().anyMatch(phone -> phone.number() == number);
    }

    private static boolean isTaken(List<PhoneLine> phones, PhoneAddress address) {
        return phones.stream().anyMatch(phone -> phone.address().equals(address));
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
