package io.voider.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.MacAddress;
import org.junit.jupiter.api.Test;

class PhoneVendorTest {
    private static final MacAddress NOBODYS = MacAddress.parse("02:00:00:00:00:01");

    @Test
    void isKnownByItsAddressBeforeWhatItSays() {
        assertThat(PhoneVendor.of(MacAddress.parse("80:5e:c0:12:34:56"), "snom"))
                .isEqualTo(PhoneVendor.YEALINK);
        assertThat(PhoneVendor.of(MacAddress.parse("00:04:13:00:00:01"), "")).isEqualTo(PhoneVendor.SNOM);
    }

    @Test
    void isKnownByWhatItSays() {
        assertThat(PhoneVendor.of(NOBODYS, "Polycom-VVX411")).isEqualTo(PhoneVendor.POLYCOM);
        assertThat(PhoneVendor.of(NOBODYS, "LINKSYS SPA-942")).isEqualTo(PhoneVendor.CISCO);
        assertThat(PhoneVendor.of(NOBODYS, "udhcp 1.35.0")).isEqualTo(PhoneVendor.OTHER);
        assertThat(PhoneVendor.of(NOBODYS, "")).isEqualTo(PhoneVendor.OTHER);
    }

    @Test
    void looksForItsConfigurationWhereItsMakerHasIt() {
        assertThat(PhoneVendor.FANVIL.configurationUrl("172.16.0.2")).isEqualTo("http://172.16.0.2/Fanvil/$mac.cfg");
        assertThat(PhoneVendor.OTHER.configurationUrl("172.16.0.2")).isEqualTo("http://172.16.0.2/");
    }
}
