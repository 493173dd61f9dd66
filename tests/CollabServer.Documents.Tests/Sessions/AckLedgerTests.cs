using CollabServer.Documents.Sessions;

namespace CollabServer.Documents.Tests.Sessions;

public sealed class AckLedgerTests
{
    private readonly AckLedger _ledger = new();

    [Fact]
    public void What_was_opened_behind_a_refused_update_is_never_acknowledged_whatever_becomes_of_it()
    {
        _ledger.TryOpen(5);
        _ledger.TryOpen(6);
        _ledger.TryOpen(7);
        _ledger.Applied(6, position: 1);
        _ledger.Refused(5);
        _ledger.Applied(7, position: 2);
        _ledger.Advance(2);

        Assert.Equal((0UL, 0UL), (_ledger.AppliedRef, _ledger.DurableRef));
        Assert.False(_ledger.IsWaiting);
    }

    [Fact]
    public void An_applied_update_is_not_durable_before_the_log_has_it()
    {
        Apply(1, position: 5);
        _ledger.Advance(durablePosition: 4);

        Assert.Equal((1UL, 0UL), (_ledger.AppliedRef, _ledger.DurableRef));
    }

    [Fact]
    public void An_update_is_durable_when_the_log_has_reached_its_position()
    {
        Apply(1, position: 5);
        _ledger.Advance(durablePosition: 5);

        Assert.Equal((1UL, 5L, false), (_ledger.DurableRef, _ledger.DurablePosition, _ledger.IsWaiting));
    }

    [Fact]
    public void A_later_update_does_not_overtake_a_large_one_that_still_arrives_in_parts()
    {
        Assert.True(_ledger.TryOpen(1));
        Apply(2, position: 1);
        _ledger.Advance(durablePosition: 1);
        Assert.Equal((0UL, 0UL), (_ledger.AppliedRef, _ledger.DurableRef));

        _ledger.Applied(1, position: 2);
        Assert.Equal(2UL, _ledger.AppliedRef);
        _ledger.Advance(durablePosition: 1);
        Assert.Equal(0UL, _ledger.DurableRef);
        _ledger.Advance(durablePosition: 2);
        Assert.Equal(2UL, _ledger.DurableRef);
    }

    [Theory]
    [InlineData(3UL)]
    [InlineData(2UL)]
    public void Refs_that_do_not_rise_are_refused(ulong second)
    {
        Assert.True(_ledger.TryOpen(3));
        Assert.False(_ledger.TryOpen(second));
    }

    [Fact]
    public void Ref_zero_asks_for_no_acknowledgement()
    {
        Apply(0, position: 1);
        Apply(0, position: 2);
        _ledger.Advance(durablePosition: 2);

        Assert.False(_ledger.IsWaiting);
        Assert.False(_ledger.TakeNews());
    }

    [Fact]
    public void Nothing_from_a_refused_update_on_is_ever_acknowledged()
    {
        Apply(1, position: 1);
        Assert.True(_ledger.TryOpen(2));
        _ledger.Refused(2);
        Apply(3, position: 2);
        _ledger.Advance(durablePosition: 2);

        Assert.Equal((1UL, 1UL), (_ledger.AppliedRef, _ledger.DurableRef));
    }

    [Fact]
    public void Repeating_known_updates_does_not_grow_the_ledger_and_all_are_acknowledged()
    {
        for (ulong reference = 1; reference <= 100; reference++)
        {
            Apply(reference, position: 7);
        }

        Assert.Equal(100UL, _ledger.AppliedRef);
        _ledger.Advance(durablePosition: 6);
        Assert.Equal(0UL, _ledger.DurableRef);
        _ledger.Advance(durablePosition: 7);
        Assert.Equal((100UL, false), (_ledger.DurableRef, _ledger.IsWaiting));
    }

    [Fact]
    public void Each_change_is_news_once()
    {
        Apply(1, position: 1);
        Assert.True(_ledger.TakeNews());
        Assert.False(_ledger.TakeNews());
        _ledger.Advance(durablePosition: 1);
        Assert.True(_ledger.TakeNews());
        Assert.False(_ledger.TakeNews());
    }

    private void Apply(ulong reference, long position)
    {
        Assert.True(_ledger.TryOpen(reference));
        _ledger.Applied(reference, position);
    }
}
