"""Letters on the desk: drafting, approval, numbers, the seal register, dispatch and service. What they say is `documents.letters`."""
