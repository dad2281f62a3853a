package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 section 20.10, and what phones make of it. */
class AddressSpanTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "sip:a@b;tag=1 # |sip:a@b|;tag=1",
                "<sip:a@b;x>;tag=1 , sip:c # |sip:a@b;x|;tag=1   |sip:c|",
                "\"a, <b>\" <sip:a@b>;q=\"x,y\", * # \"a, <b>\"|sip:a@b|;q=\"x,y\"  |-|",
                "Joe <sip:a@b> ; x=1 # Joe|sip:a@b| ; x=1",
                "172.16.0.1;x # |172.16.0.1|;x",
                "a@b;x # |a@b|;x",
                "joe;x # |-|;x",
                "R;D desk <sip:a@b>;x # R;D desk|sip:a@b|;x",
                "R;D desk, sip:c # |-|;D desk  |sip:c|",
                "R;D;E <sip:a@b> # R;D;E|sip:a@b|",
                "sip:a@b desk;1 <sip:c@d>;x # sip:a@b desk;1|sip:c@d|;x",
                "\"q\" a@b;1 <sip:c> # \"q\" a@b;1|sip:c|",
                "a@b\"q\";1 <sip:c> # a@b\"q\";1|sip:c|",
                "a@b ;x <sip:c> # |a@b|;x   |sip:c|",
                "a:b;x <sip:c> # |a:b|;x   |sip:c|",
                "sip:a@b?Contact=<sip:c@d>;x, <sip:e> # |sip:a@b?Contact=<sip:c@d>|;x  |sip:e|",
                "x=<sip:c> # x=|sip:c|",
                "a b:c;x <sip:c> # a b:c;x|sip:c|",
                "<sip:a@b> <sip:c@d>;x # |sip:a@b|   |sip:c@d|;x",
                "<sip:a@b>;q=<x> <sip:c@d> # |sip:a@b|;q=<x>   |sip:c@d|",
                "<Joe> <sip:a@b>;x # <Joe>|sip:a@b|;x",
                "<Joe> <Doe> <sip:a@b> # <Joe> <Doe>|sip:a@b|",
                "<J:D> <sip:a@b> # |J:D|   |sip:a@b|",
                "<J@D> <sip:a@b> # |J@D|   |sip:a@b|",
                "<<sip:a@b>;x # <|sip:a@b|;x",
                "< <sip:a@b>;x # <|sip:a@b|;x",
                "<sip:a@b;x=1, sip:c # |sip:a@b|;x=1  |sip:c|",
                "<sip:a@b y, sip:c # |sip:a@b| y  |sip:c|",
                "<sip:a@b\ty # |sip:a@b|\ty",
                "< sip:a@b >;x # |sip:a@b|;x",
                "\"a <sip:a@b>;x=y, sip:c # \"a|sip:a@b|;x=y  |sip:c|",
                "a\\<b <sip:c>;x # a\\<b|sip:c|;x",
                "'' # ''",
                "', ,' # ''",
                "<> # ||",
            })
    void entriesAreToldApart(String value, String read) {
        byte[] bytes = Scan.of(value);
        assertThat(Spelled.addresses(bytes, 0, bytes.length)).isEqualTo(read);
    }
}
