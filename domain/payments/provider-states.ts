/** The provider's words for where a payment and a refund are. `processing`: the provider has not decided yet; ask again. `expired`: the authorisation ran out uncaptured. */
export type ProviderPaymentState = 'processing' | 'authorised' | 'declined' | 'captured' | 'voided' | 'expired';

export type ProviderRefundState = 'submitted' | 'settled' | 'failed';
