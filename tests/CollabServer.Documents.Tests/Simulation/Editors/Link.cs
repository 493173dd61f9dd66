namespace CollabServer.Documents.Tests.Simulation.Editors;

/// <summary>One direction of a socket: in order, with delay, until it is cut.</summary>
internal sealed class Link(World world)
{
    private DateTimeOffset _last;

    /// <summary>Nothing arrives any more, whatever is under way included.</summary>
    public bool IsCut { get; set; }

    public int UnderWay { get; private set; }

    /// <summary>Whatever is sent before this moment arrives after it.</summary>
    public DateTimeOffset ClogUntil { get; set; }

    public void Carry(Action deliver)
    {
        var at = world.Time.Now + world.Dice.Latency(world.Weather.NetworkMilliseconds);
        at = at > _last ? at : _last;
        _last = at = at > ClogUntil ? at : ClogUntil;
        UnderWay++;
        world.MessagesUnderWay++;
        world.Time.After(at - world.Time.Now, () =>
        {
            UnderWay--;
            world.MessagesUnderWay--;
            if (!IsCut)
            {
                deliver();
            }
        });
    }
}
