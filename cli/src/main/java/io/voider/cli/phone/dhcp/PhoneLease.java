package io.voider.cli.phone.dhcp;

import io.voider.ns.MacAddress;

/**
 * That a station is a phone of this home: what is remembered, whatever the time and however often the node starts.
 *
 * @param phone the phone's number p
 * @param station the station that has its address
 * @param vendorClass what it says it is (option 60), as far as that can be shown; empty if it says nothing
 * @param hostName what it calls itself (option 12); empty if it says nothing
 * @param released whether it gave the address back, so that another may have it
 */
public record PhoneLease(int phone, MacAddress station, String vendorClass, String hostName, boolean released) {
    PhoneLease release() {
        return new PhoneLease(phone, station, vendorClass, hostName, true);
    }
}
