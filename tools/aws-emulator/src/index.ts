export {
  startAwsEmulator,
  whyNoAwsEmulator,
  type AwsEmulator,
  type AwsEmulatorOptions,
} from './aws-emulator';
