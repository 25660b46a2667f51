// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IPassportRegistry} from "contracts/interfaces/IPassportRegistry.sol";
import {SubjectKind} from "contracts/types/Battery.sol";
import {Checked} from "../support/Cheatcodes.sol";
import {PassportLife} from "./PassportLife.sol";

/// @dev Invariants that are never put to the test show nothing: a few random lives must reach every act of the registry.
contract ReachTest is Checked {
    uint256 private constant LIVES = 12;
    uint256 private constant ACTS = 150;

    PassportLife[] private _lives;
    mapping(bytes4 selector => uint256) private _done;
    mapping(SubjectKind => uint256) private _moves;

    function test_lives__random__reach_every_act() external {
        for (uint256 i = 0; i < LIVES; ++i) _live(i);

        _reached(IPassportRegistry.register.selector, "register");
        _reached(IPassportRegistry.bringIntoExistence.selector, "bringIntoExistence");
        _reached(IPassportRegistry.executeHandover.selector, "executeHandover");
        _reached(IPassportRegistry.executeLazyHandover.selector, "executeLazyHandover");
        _reached(IPassportRegistry.offer.selector, "offer");
        _reached(IPassportRegistry.accept.selector, "accept");
        _reached(IPassportRegistry.reject.selector, "reject");
        _reached(IPassportRegistry.cancel.selector, "cancel");
        _reached(IPassportRegistry.splitOff.selector, "splitOff");
        _reached(IPassportRegistry.pack.selector, "pack");
        _reached(IPassportRegistry.unpack.selector, "unpack");
        _reached(IPassportRegistry.succeed.selector, "succeed");
        _reached(IPassportRegistry.declareRecycled.selector, "declareRecycled");
        _reached(IPassportRegistry.withdraw.selector, "withdraw");
        _reached(IPassportRegistry.liftWithdrawal.selector, "liftWithdrawal");
        _reached(IPassportRegistry.announceCustodyMove.selector, "announceCustodyMove");
        _reached(IPassportRegistry.objectToCustodyMove.selector, "objectToCustodyMove");
        _reached(IPassportRegistry.executeCustodyMove.selector, "executeCustodyMove");
        holds(_moves[SubjectKind.Lot] != 0, "a lot changed hands");
        holds(_moves[SubjectKind.Consignment] != 0, "a consignment changed hands");
    }

    function _reached(bytes4 selector, string memory name) private {
        if (_done[selector] == 0) {
            for (uint256 i = 0; i < _lives.length; ++i) _done[selector] += _lives[i].doneBy(selector);
        }
        holds(_done[selector] != 0, name);
    }

    function _live(uint256 number) private {
        PassportLife life = new PassportLife();
        life.setUp();
        _lives.push(life);
        for (uint256 i = 0; i < ACTS; ++i) _play(life, uint256(keccak256(abi.encode("act", number, i))));
        _moves[SubjectKind.Lot] += life.movesOf(SubjectKind.Lot);
        _moves[SubjectKind.Consignment] += life.movesOf(SubjectKind.Consignment);
    }

    function _play(PassportLife life, uint256 s) private {
        uint256 a = s >> 16;
        uint256 b = s >> 64;
        uint256 which = s % 23;
        if (which < 7) life.handOver(a, b, s & 1024 == 0);
        else if (which == 7) life.registerEagerly(a, b, s & 1024 == 0);
        else if (which == 8) life.bringOut(a, b);
        else if (which == 9) life.handOverLazily(a, b);
        else if (which == 10) life.handOverUnsigned(a, b, uint8(s >> 128));
        else if (which == 11) life.replay(a);
        else if (which == 12) life.cancelOrReject(a, b, s & 1024 == 0);
        else if (which == 13) life.expire(a, b);
        else if (which == 14) life.splitOff(a);
        else if (which == 15) life.pack(a, b);
        else if (which == 16) life.unpack(a);
        else if (which == 17) life.succeed(a, b, s & 1024 == 0);
        else if (which == 18) life.recycle(a);
        else if (which == 19) life.withdrawOrLift(a, s & 1024 == 0, s & 2048 == 0);
        else if (which == 20) life.moveByAuthority(a, b, s >> 100, uint8(s >> 128));
        else if (s & 8192 == 0) life.handOverByAnother(a, b, s >> 128);
        else if (s & 1024 == 0) life.rotateKey(a);
        else if (s & 2048 == 0) life.suspendOrReinstate(a, s & 4096 == 0);
        else life.passTime(a);
    }
}
