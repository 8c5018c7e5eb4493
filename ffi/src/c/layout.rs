//! Sizes and offsets of every public record. The compiler compares them here for each target; tests/c/run reads the same
//! list and has C compilers compare it with the header. A change of a number is a change of the ABI.

use super::bluehornet::*;
use super::exchange::*;
use super::failure::*;
use super::hubspot::*;
use super::outcome::*;
use super::property::*;
use super::request::*;
use super::retry::*;
use super::run::*;
use super::slice::*;
use super::tokens::*;
use super::whitelist::*;

/// The number for this target. None is listed for targets with 32 bits that align a `u64` by 4, such as i686.
const fn listed(wide: usize, narrow: usize, here: usize) -> usize {
    match (size_of::<usize>(), align_of::<u64>()) {
        (8, _) => wide,
        (4, 8) => narrow,
        _ => here,
    }
}

macro_rules! layout {
    ($($record:ident $wide:literal $narrow:literal {
        $($member:ident $wide_offset:literal $narrow_offset:literal,)*
    })*) => {
        $(
            const _: () = {
                let here = size_of::<$record>();
                assert!(here == listed($wide, $narrow, here), concat!("another size: ", stringify!($record)));
                $(
                    let here = core::mem::offset_of!($record, $member);
                    assert!(
                        here == listed($wide_offset, $narrow_offset, here),
                        concat!("another offset: ", stringify!($record.$member))
                    );
                )*
            };
        )*
    };
}

// Bytes with pointers of 64 and of 32 bits: the size of a record, the offsets of its members.
layout! {
    mw_slice 16 8 {
        data 0 0,
        length 8 4,
    }
    mw_bluehornet_account 80 48 {
        size 0 0,
        response_type 4 4,
        carriage 8 8,
        no_halt 12 12,
        api_key 16 16,
        shared_secret 32 24,
        host 48 32,
        user_agent 64 40,
    }
    mw_argument 80 48 {
        name 0 0,
        text 16 8,
        plain 32 16,
        items 48 24,
        item_count 56 28,
        number 64 32,
        kind 72 40,
    }
    mw_arguments 16 8 {
        items 0 0,
        count 8 4,
    }
    mw_bluehornet_call 56 28 {
        method 0 0,
        arguments 16 8,
        variables 32 16,
        is_custom 48 24,
    }
    mw_bluehornet_batch 24 12 {
        size 0 0,
        calls 8 4,
        count 16 8,
    }
    mw_exchange 832 832 {
        opaque 0 0,
    }
    mw_failure 80 72 {
        status 0 0,
        stage 4 4,
        field 8 8,
        problem 12 12,
        limit 16 16,
        fault 20 20,
        misuse 24 24,
        item 28 28,
        offset 32 32,
        needed 36 36,
        available 40 40,
        transport_code 48 48,
        http_status 56 56,
        argument 64 60,
    }
    mw_bluehornet_method 48 28 {
        name 0 0,
        required_count 16 8,
        one_of_count 24 12,
        optional_count 32 16,
        data 40 20,
        is_alone 44 24,
        is_xml_only 45 25,
        has_variables 46 26,
    }
    mw_server 24 12 {
        name 0 0,
        port 16 8,
    }
    mw_lengths 8 8 {
        request 0 0,
        body 4 4,
    }
    mw_dedupe 40 24 {
        kind 0 0,
        window_s 4 4,
        key 8 8,
        place 24 16,
    }
    mw_row 32 20 {
        name 0 0,
        item 4 4,
        piece 8 8,
        is_last 24 16,
    }
    mw_received 48 28 {
        consumed 0 0,
        event 8 4,
        row 16 8,
    }
    mw_hubspot_account 56 32 {
        size 0 0,
        credential_kind 4 4,
        credential 8 8,
        host 24 16,
        user_agent 40 24,
    }
    mw_slices 16 8 {
        items 0 0,
        count 8 4,
    }
    mw_property 48 32 {
        name 0 0,
        text 16 8,
        integer 32 16,
        kind 40 24,
    }
    mw_properties 32 16 {
        items 0 0,
        count 8 4,
        object 16 8,
    }
    mw_hubspot_single_send 176 96 {
        size 0 0,
        version 4 4,
        email_id 8 8,
        to 16 16,
        from 32 24,
        send_id 48 32,
        reply_to 64 40,
        cc 80 48,
        bcc 96 56,
        contact 112 64,
        custom 144 80,
    }
    mw_hubspot_send_status 24 12 {
        size 0 0,
        status_id 8 4,
    }
    mw_hubspot_refresh_token 56 32 {
        size 0 0,
        version 4 4,
        client_id 8 8,
        client_secret 24 16,
        refresh_token 40 24,
    }
    mw_hubspot_authorization_code 88 48 {
        size 0 0,
        version 4 4,
        client_id 8 8,
        client_secret 24 16,
        code 40 24,
        redirect_uri 56 32,
        code_verifier 72 40,
    }
    mw_hubspot_send_result 24 16 {
        class 0 0,
        is_documented 4 4,
        meaning 8 8,
    }
    mw_outcome 136 88 {
        kind 0 0,
        reason 4 4,
        diagnosis 8 8,
        http_status 12 12,
        retry_after_kind 16 16,
        truncated 20 20,
        retry_after 24 24,
        provider_code 32 32,
        text 48 40,
        correlation_id 64 48,
        status_id 80 56,
        event_id 96 64,
        detail 112 72,
        is_damaged 128 80,
    }
    mw_call_outcome 80 48 {
        number 0 0,
        kind 4 4,
        reason 8 8,
        diagnosis 12 12,
        code 16 16,
        method 32 24,
        text 48 32,
        detail 64 40,
    }
    mw_header 56 28 {
        name 0 0,
        scheme 16 8,
        value 32 16,
        is_secret 48 24,
    }
    mw_schedule 24 24 {
        attempts 0 0,
        first_ms 4 4,
        factor 8 8,
        cap_ms 12 12,
        rate_limit_ms 16 16,
        longest_ms 20 20,
    }
    mw_decision 12 12 {
        again 0 0,
        after_ms 4 4,
        stop 8 8,
    }
    mw_transport 40 20 {
        context 0 0,
        write 8 4,
        read 16 8,
        flush 24 12,
        show 32 16,
    }
    mw_hubspot_tokens 128 128 {
        opaque 0 0,
    }
    mw_hubspot_token_values 40 20 {
        access_token 0 0,
        refresh_token 16 8,
        expires_in_s 32 16,
    }
    mw_whitelist_error 16 8 {
        fault 0 0,
        offset 8 4,
    }
    mw_addresses 8 8 {
        first 0 0,
        last 4 4,
    }
}
